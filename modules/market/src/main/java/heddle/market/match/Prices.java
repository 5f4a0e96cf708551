package heddle.market.match;

/** The spread of the queued jobs' prices, in buckets of 50 cents: exact enough for a median. */
final class Prices {
    private static final int STEP = 50;
    private static final int DEAREST = 100_000;

    private final int[] jobs = new int[DEAREST / STEP + 1];
    private final int[] payouts = new int[DEAREST / STEP + 1];
    private int count;

    void add(Opening opening) {
        change(opening, 1);
    }

    void remove(Opening opening) {
        change(opening, -1);
    }

    private void change(Opening opening, int by) {
        jobs[bucket(opening.priceCents())] += by;
        payouts[bucket(opening.payoutCents())] += by;
        count += by;
    }

    private static int bucket(int cents) {
        return Math.clamp(cents / STEP, 0, DEAREST / STEP);
    }

    /** The payout in the middle; at least one step, so that it divides. */
    int medianPayout() {
        return Math.max(STEP, at(payouts, 0.5));
    }

    /** The price from which a job counts as dear: the upper quarter's. */
    int dear() {
        return at(jobs, 0.75);
    }

    private int at(int[] buckets, double share) {
        int wanted = (int) Math.ceil(count * share);
        int seen = 0;
        for (int i = 0; i < buckets.length; i++) {
            seen += buckets[i];
            if (seen >= wanted && seen > 0) {
                return i * STEP;
            }
        }
        return 0;
    }
}
