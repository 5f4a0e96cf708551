package heddle.identity.hub;

import heddle.identity.role.StaffRole;
import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;
import java.util.Arrays;
import java.util.List;

/** Who may give and take which role. */
final class StaffRoles {
    private StaffRoles() {}

    static StaffRole named(String field, String word) {
        return Arrays.stream(StaffRole.values())
                .filter(r -> r.name().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        field, "not_in_enum", field + " must be one of " + List.of(StaffRole.values())));
    }

    /**
     * @throws Problem 403 when the role is not below the caller's own
     */
    static void requireRules(Caller caller, StaffRole role) {
        boolean may = caller.roles().stream()
                .flatMap(name ->
                        Arrays.stream(StaffRole.values()).filter(r -> r.name().equals(name)))
                .anyMatch(mine -> mine.rules(role));
        if (!may) {
            throw Problem.forbidden("FORBIDDEN", "Only a role above " + role + " may do that")
                    .with("role", role.name());
        }
    }
}
