package heddle.identity.hub;

import heddle.kernel.config.Sensitive;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * What the operator may ask of whoever sets the Hub up, so that it is not the first stranger who finds it.
 *
 * @param wanted {@code HEDDLE_SETUP_TOKEN}, or null where anybody may be first
 */
record SetupToken(@Nullable Sensitive wanted) {
    /**
     * @throws Problem 403 when the token is wanted and this is another
     */
    void require(@Nullable String shown) {
        if (wanted != null && (shown == null || !Tokens.same(wanted.value(), shown))) {
            throw Problem.forbidden("FORBIDDEN", "Send setupToken, which the operator keeps in HEDDLE_SETUP_TOKEN");
        }
    }
}
