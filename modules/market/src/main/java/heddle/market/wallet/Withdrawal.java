package heddle.market.wallet;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Earnings on their way out.
 *
 * @param id {@code wd_...}, also the key under which Stripe does it once
 * @param connectId whom Stripe pays
 * @param transferId {@code tr_...}; null while nobody knows whether Stripe made one, and the amount is only held
 */
record Withdrawal(
        String id,
        String accountId,
        long amountCents,
        String connectId,
        Status status,
        @Nullable String transferId,
        long reversedCents,
        @Nullable String failure,
        Instant createdAt) {

    enum Status {
        PROCESSING,
        /** Stripe told of the transfer by itself. */
        PAID,
        /** Stripe refused, and the amount is back. */
        FAILED,
        /** Stripe took all of it back. */
        REVERSED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the amount is still held and nobody knows what came of it. */
    boolean unclear() {
        return status == Status.PROCESSING && transferId == null;
    }

    String holdKey() {
        return "wd:" + id + ":hold";
    }
}
