package heddle.market.stripe;

/** Nobody can say whether Stripe did what was asked: no answer, or one that tells of a fault there. */
public final class StripeUnclear extends RuntimeException {
    StripeUnclear(String message, Throwable cause) {
        super(message, cause);
    }
}
