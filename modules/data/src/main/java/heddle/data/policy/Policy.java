package heddle.data.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A rule on the objects of a type.
 *
 * @param id {@code pol_...}
 * @param role the role it speaks of, or null for every caller
 * @param condition the JSON text of the condition; {@code {}} holds for every object
 * @param broken it names a deleted property, so it holds for no object until it is edited
 * @param hide properties that nobody reads by this policy
 * @param readonly properties that nobody changes by this policy
 */
public record Policy(
        String id,
        String objectTypeId,
        String name,
        Action action,
        @Nullable String role,
        ObjectNode condition,
        boolean enabled,
        Kind kind,
        boolean broken,
        List<String> hide,
        List<String> readonly,
        @Nullable String createdBy,
        Instant createdAt,
        Instant updatedAt) {

    /** How it joins the others: one permissive policy lets a row through, every restrictive one must. */
    public enum Kind {
        PERMISSIVE,
        RESTRICTIVE;

        public String word() {
            return this == PERMISSIVE ? "permissive" : "restrictive";
        }

        public static Optional<Kind> of(String word) {
            return switch (word) {
                case "permissive" -> Optional.of(PERMISSIVE);
                case "restrictive" -> Optional.of(RESTRICTIVE);
                default -> Optional.empty();
            };
        }
    }

    /** The same policy, flagged as broken or mended. */
    public Policy inOrder(boolean fine) {
        return new Policy(
                id,
                objectTypeId,
                name,
                action,
                role,
                condition,
                enabled,
                kind,
                !fine,
                hide,
                readonly,
                createdBy,
                createdAt,
                updatedAt);
    }

    /** The wire word of its state: {@code ok} or {@code broken}. */
    public String status() {
        return broken ? "broken" : "ok";
    }
}
