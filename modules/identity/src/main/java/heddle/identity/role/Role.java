package heddle.identity.role;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A named set of permissions.
 *
 * @param parentId whose permissions it has too
 * @param system one of those that every tenant has and nobody changes
 */
public record Role(
        String id,
        String name,
        String description,
        @Nullable String parentId,
        Set<String> permissions,
        boolean system,
        Instant createdAt,
        Instant updatedAt) {
    public static final String OWNER = "owner";
    public static final String ADMIN = "admin";
    public static final String AUTHENTICATED = "authenticated";
    public static final String ANONYMOUS = "anonymous";
    static final int MAX_DEPTH = 5;

    private static final Set<String> OBJECTS = Set.of("objects:read", "objects:write", "objects:delete");
    private static final Set<String> MEMBER = Set.of(
            "objects:read",
            "objects:write",
            "objects:delete",
            "reports:read",
            "files:read",
            "files:write",
            "files:delete");

    /** Every permission that a role may have. */
    public static final Set<String> CATALOGUE = Set.of(
            "objects:read",
            "objects:write",
            "objects:delete",
            "objects:purge",
            "schema:manage",
            "policies:manage",
            "policies:bypass",
            "files:read",
            "files:write",
            "files:delete",
            "forms:manage",
            "automations:manage",
            "workflows:manage",
            "dashboards:read",
            "dashboards:manage",
            "reports:read",
            "reports:manage",
            "users:read",
            "users:manage",
            "roles:manage",
            "keys:manage",
            "webhooks:manage",
            "integrations:manage",
            "functions:manage",
            "functions:execute",
            "ai:use",
            "audit:read",
            "sql:execute",
            "settings:manage",
            "billing:read",
            "*");

    /** The roles that every tenant has. */
    public static final List<Role> SYSTEM = List.of(
            system(OWNER, "Everything", Set.of("*")),
            system(ADMIN, "Everything but keys and billing", adminPermissions()),
            system("member", "A member: objects under their policies, files, reports", MEMBER),
            system(AUTHENTICATED, "Anybody who signed in", MEMBER),
            system(ANONYMOUS, "A guest: objects under their policies", OBJECTS));

    private static Role system(String name, String description, Set<String> permissions) {
        return new Role("role_" + name, name, description, null, permissions, true, Instant.EPOCH, Instant.EPOCH);
    }

    private static Set<String> adminPermissions() {
        return CATALOGUE.stream()
                .filter(p -> !p.equals("*") && !p.equals("keys:manage") && !p.startsWith("billing:"))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    static Optional<Role> systemById(String id) {
        return SYSTEM.stream().filter(r -> r.id().equals(id)).findFirst();
    }

    static Optional<Role> systemByName(String name) {
        return SYSTEM.stream().filter(r -> r.name().equals(name)).findFirst();
    }
}
