package heddle.identity.role;

import heddle.kernel.access.Realm;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** What roles come to in the realms that are no tenant's: these roles are ours and stand in code. */
final class RealmRoles {
    private static final Set<String> USER = Set.of(
            "platform:member",
            "platform:trigger",
            "platform:upload",
            "platform:read",
            "platform:work",
            "platform:spend",
            "platform:payout");

    private RealmRoles() {}

    static Set<String> permissions(String realm, String role) {
        return switch (realm) {
            case Realm.PLATFORM -> role.equals(Role.ADMIN) ? admin() : USER;
            case Realm.STAFF ->
                Arrays.stream(StaffRole.values())
                        .filter(r -> r.name().equals(role))
                        .findFirst()
                        .map(StaffRole::permissions)
                        .orElse(Set.of());
            default -> Set.of();
        };
    }

    private static Set<String> admin() {
        Set<String> all = new TreeSet<>(USER);
        all.add("platform:admin");
        return Set.copyOf(all);
    }
}
