package heddle.market.verify;

import heddle.market.verify.Plan.Verifier;
import tools.jackson.databind.JsonNode;

/** How many verifiers a plan has, those within others included; looked at before any of them is read. */
final class PlanShape {
    private PlanShape() {}

    /**
     * @param left how many more may come; counted down
     */
    static boolean fits(Verifier verifier, int depth, int[] left) {
        return fits(verifier.spec() == null ? null : verifier.spec().path("children"), depth, left);
    }

    private static boolean fits(@org.jspecify.annotations.Nullable JsonNode children, int depth, int[] left) {
        if (--left[0] < 0 || depth == 0) {
            return false;
        }
        if (children == null || !children.isArray()) {
            return true;
        }
        return children.valueStream().allMatch(child -> fits(child.path("spec").path("children"), depth - 1, left));
    }
}
