package heddle.market.reputation;

import java.time.Duration;
import java.time.Instant;

/**
 * What speaks for somebody and against them: weights of their attempts, summed as of a moment. Every weight halves in
 * {@value #HALF_LIFE_DAYS} days, so a sum does too, and takes a further attempt without a look at those before it.
 *
 * @param passed sum of the weights of attempts that were verified
 * @param failed sum of the weights of those that were not
 */
record Evidence(double passed, double failed, Instant asOf) {
    static final int HALF_LIFE_DAYS = 90;

    private static final double HALF_LIFE_MILLIS =
            Duration.ofDays(HALF_LIFE_DAYS).toMillis();
    private static final double PRIOR = 2;
    private static final double USUAL_CENTS = 500;
    private static final int MOST_CENTS = 5_000;
    /** One-sided 95 % of the normal distribution. */
    private static final double CAUTION = 1.645;

    static Evidence none(Instant now) {
        return new Evidence(0, 0, now);
    }

    /** The same as it weighs later; nothing weighs more for being looked at earlier. */
    Evidence at(Instant now) {
        if (!now.isAfter(asOf)) {
            return this;
        }
        double left = left(asOf, now);
        return new Evidence(passed * left, failed * left, now);
    }

    /**
     * With one attempt more, which may have been settled before those that are in already.
     *
     * @param repeats earlier attempts of the same pair of agent and sender in the half-life before it
     */
    Evidence plus(boolean pass, int priceCents, int repeats, Instant settled) {
        Evidence base = at(settled);
        double weight =
                Math.sqrt(Math.min(priceCents, MOST_CENTS) / USUAL_CENTS) / (1.0 + repeats) * left(settled, base.asOf);
        return new Evidence(base.passed + (pass ? weight : 0), base.failed + (pass ? 0 : weight), base.asOf);
    }

    /** 0 to 100: what the share of verified attempts is at least, as far as so much evidence can tell. */
    double score() {
        double a = PRIOR + passed;
        double b = PRIOR + failed;
        double sum = a + b;
        double mean = a / sum;
        double variance = a * b / (sum * sum * (sum + 1));
        return 100 * Math.max(0, mean - CAUTION * Math.sqrt(variance));
    }

    private static double left(Instant from, Instant to) {
        return Math.pow(0.5, Duration.between(from, to).toMillis() / HALF_LIFE_MILLIS);
    }
}
