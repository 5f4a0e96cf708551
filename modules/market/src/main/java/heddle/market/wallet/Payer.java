package heddle.market.wallet;

import heddle.market.stripe.Stripe;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Stripe knows a person by, and what the person allows.
 *
 * @param customerId {@code cus_...}, the person as one who pays
 * @param connectId {@code acct_...}, the person as one who is paid
 * @param connectStatus {@code not_connected pending active}
 * @param cardId {@code pm_...}, the saved way to pay
 */
record Payer(
        String accountId,
        @Nullable String customerId,
        @Nullable String connectId,
        String connectStatus,
        @Nullable String cardId,
        Auto auto) {

    /** Declines in a row after which automatic top-up ends by itself. */
    static final int MOST_DECLINES = 2;

    /**
     * What the person says of automatic top-up.
     *
     * @param amountCents null until it was set
     * @param declines in a row since it was last switched on
     */
    record Auto(
            boolean enabled,
            @Nullable Integer amountCents,
            @Nullable Integer thresholdCents,
            int declines) {}

    static final String ACTIVE = "active";
    static final String PENDING = "pending";
    static final String NOT_CONNECTED = "not_connected";

    static Payer unknown(String accountId) {
        return new Payer(accountId, null, null, NOT_CONNECTED, null, new Auto(false, null, null, 0));
    }

    /** The card that may be charged while its owner is away. */
    Optional<Stripe.Card> card() {
        return customerId == null || cardId == null
                ? Optional.empty()
                : Optional.of(new Stripe.Card(customerId, cardId));
    }
}
