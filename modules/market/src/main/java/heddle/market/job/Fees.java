package heddle.market.job;

/** What the platform keeps of a price: a fifth, rounded down, and 50 cents. Frozen on the job when it is posted. */
final class Fees {
    private static final int PERCENT = 20;
    private static final int FIXED_CENTS = 50;

    private Fees() {}

    static int of(int priceCents) {
        return priceCents * PERCENT / 100 + FIXED_CENTS;
    }

    static int payout(int priceCents) {
        return priceCents - of(priceCents);
    }
}
