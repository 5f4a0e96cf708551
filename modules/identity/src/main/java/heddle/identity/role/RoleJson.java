package heddle.identity.role;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.kernel.json.Patch;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire records of roles. */
public final class RoleJson {
    private static final String NAME = "[a-z][a-z0-9_-]{1,49}";

    private RoleJson() {}

    record Create(
            @NotNull @Pattern(regexp = NAME, message = "must match " + NAME)
            String name,

            @Nullable @Size(max = 500) String description,
            @Nullable String parentRoleId,
            @Nullable @Size(max = 100) List<@NotNull String> permissions) {}

    record Update(
            Patch<@Pattern(regexp = NAME, message = "must match " + NAME) String> name,
            Patch<@Size(max = 500) String> description,
            Patch<String> parentRoleId) {}

    record Permissions(@NotNull @Size(max = 100) List<@NotNull String> permissions) {}

    record Assign(@NotNull String userId, @NotNull String roleId) {}

    record Assigned(String userId, String roleId, boolean assigned) {}

    record Removed(String userId, String roleId, boolean removed) {}

    record Deleted(String id, boolean deleted) {}

    public record View(
            String id,
            String name,
            String description,
            @Nullable String parentRoleId,
            List<String> permissions,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> effectivePermissions,

            boolean isSystem,
            long userCount,
            Instant createdAt,
            Instant updatedAt) {}

    static View view(Role role, long users, @Nullable Collection<String> effective) {
        return new View(
                role.id(),
                role.name(),
                role.description(),
                role.parentId(),
                role.permissions().stream().sorted().toList(),
                effective == null ? null : effective.stream().sorted().toList(),
                role.system(),
                users,
                role.createdAt(),
                role.updatedAt());
    }
}
