package heddle.market.stripe;

/** Stripe understood the call and did nothing. Asking the same again would bring the same. */
public final class StripeRefused extends RuntimeException {
    private final int status;
    private final String code;

    StripeRefused(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** Whether a card was asked and did not pay. */
    public boolean declined() {
        return status == 402;
    }

    /** Stripe's word for the reason, e.g. {@code card_declined}; empty where it gives none. */
    public String code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }
}
