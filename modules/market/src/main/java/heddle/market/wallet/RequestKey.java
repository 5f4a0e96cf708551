package heddle.market.wallet;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.http.Request;
import org.jspecify.annotations.Nullable;

/**
 * An {@code Idempotency-Key} as a row keeps it. Calls of Stripe happen outside the transaction in which the router
 * remembers answers, so a repeat that comes while the first is under way must find the same row.
 */
final class RequestKey {
    private RequestKey() {}

    static @Nullable String of(Request in, String what) {
        String key = in.header("Idempotency-Key");
        return key == null ? null : Tokens.sha256Hex(what + "\n" + key);
    }
}
