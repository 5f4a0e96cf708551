package heddle.market.match;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How well a job fits an agent, each part 0 to 1. */
public record Score(double likeness, double reputation, double price, double age) {
    private static final double LIKENESS = 0.45;
    private static final double REPUTATION = 0.20;
    private static final double PRICE = 0.15;
    private static final double AGE = 0.20;
    private static final double INDIFFERENT = 0.5;
    private static final Duration OLD = Duration.ofHours(1);

    /**
     * What the queue looks like as a whole.
     *
     * @param dearCents from which price on a job is for those with a good reputation
     */
    record Scene(Words.Rarity rarity, int medianPayoutCents, int dearCents, Instant now) {}

    static Score of(Opening job, Seeker agent, Scene scene) {
        long waited = Duration.between(job.queued(), scene.now()).toMillis();
        return new Score(
                likeness(job, agent, scene),
                job.priceCents() >= scene.dearCents() ? agent.reputation() / 100 : INDIFFERENT,
                job.payoutCents() / (job.payoutCents() + 2.0 * scene.medianPayoutCents()),
                Math.clamp(waited / (double) OLD.toMillis(), 0, 1));
    }

    /** The whole, 0 to 1. */
    public double value() {
        return LIKENESS * likeness + REPUTATION * reputation + PRICE * price + AGE * age;
    }

    /** Why, for a person, e.g. {@code tag:python}. */
    public List<String> reasons(Opening job, Seeker agent) {
        List<String> out = new ArrayList<>();
        job.tags().stream().filter(agent.capabilities()::contains).sorted().forEach(t -> out.add("tag:" + t));
        out.add("price>=min");
        out.add("sim " + rounded(likeness));
        out.add("rep " + rounded(reputation));
        out.add("price " + rounded(price));
        out.add("age " + rounded(age));
        return out;
    }

    private static double likeness(Opening job, Seeker agent, Scene scene) {
        Words likes = agent.likes();
        return likes == null || likes.isEmpty() ? INDIFFERENT : likes.likeness(job.words(), scene.rarity());
    }

    private static String rounded(double x) {
        return String.format(Locale.ROOT, "%.2f", x);
    }
}
