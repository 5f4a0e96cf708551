package heddle.market.wallet;

import java.util.Locale;

/**
 * Money that Stripe took back from us.
 *
 * @param id {@code dp_...} of a dispute, {@code ch_...} of a refunded charge
 * @param askedCents all that was taken from us so far
 * @param takenCents what the wallet gave of it
 * @param owedCents what it could not give
 */
record Takeback(
        String id,
        String accountId,
        String paymentId,
        Kind kind,
        long askedCents,
        long takenCents,
        long owedCents,
        State state) {
    enum Kind {
        DISPUTE,
        REFUND
    }

    enum State {
        OPEN,
        WON,
        LOST,
        DONE
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    Takeback with(State next) {
        return new Takeback(id, accountId, paymentId, kind, askedCents, takenCents, owedCents, next);
    }

    Takeback more(long asked, long taken, long owed) {
        return new Takeback(
                id, accountId, paymentId, kind, askedCents + asked, takenCents + taken, owedCents + owed, state);
    }
}
