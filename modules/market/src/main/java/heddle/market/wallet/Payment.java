package heddle.market.wallet;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a person was asked to pay.
 *
 * @param id {@code pay_...}, also the key under which Stripe does it once
 * @param askedCents what was asked; what counts is what Stripe says was paid
 * @param stripeId {@code cs_...} or {@code pi_...} that is credited; null until known
 * @param intentId {@code pi_...} that paid, by which disputes name it
 * @param url where to pay; null where nobody has to go anywhere
 */
record Payment(
        String id,
        String accountId,
        Kind kind,
        long askedCents,
        @Nullable String stripeId,
        @Nullable String intentId,
        @Nullable String url,
        State state,
        @Nullable Long creditedCents,
        Instant createdAt) {

    enum Kind {
        TOPUP,
        AUTO_TOPUP;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum State {
        /** Written down; Stripe may or may not know of it. */
        CREATED,
        OPEN,
        PAID,
        FAILED,
        EXPIRED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
