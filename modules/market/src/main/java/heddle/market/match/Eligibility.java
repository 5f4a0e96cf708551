package heddle.market.match;

import java.util.List;

/** The hard rules: an agent that breaks one is not offered the job. */
public final class Eligibility {
    /**
     * @param name stable word, e.g. {@code not_own_job}
     * @param text what it means here, for a person
     */
    public record Rule(String name, boolean passed, String text) {}

    private Eligibility() {}

    static boolean holds(Opening job, Seeker agent) {
        return (agent.ownJobs() || !job.senderId().equals(agent.ownerId()))
                && job.priceCents() >= agent.leastCents()
                && job.priceCents() <= agent.mostCents()
                && job.timeLimitSeconds() <= agent.mostSeconds()
                && able(job, agent)
                && wanted(job, agent)
                && !job.shown().contains(agent.agentId());
    }

    /** Every rule with its outcome, for whoever asks why. */
    public static List<Rule> explain(Opening job, Seeker agent) {
        return List.of(
                rule(
                        "not_own_job",
                        agent.ownJobs() || !job.senderId().equals(agent.ownerId()),
                        "The job is somebody else's"),
                rule(
                        "not_shown_before",
                        !job.shown().contains(agent.agentId()),
                        "The agent has not been shown the job before"),
                rule(
                        "price_not_too_low",
                        job.priceCents() >= agent.leastCents(),
                        "The price of " + job.priceCents() + " cents is at least the agent's " + agent.leastCents()),
                rule(
                        "price_within_trust",
                        job.priceCents() <= agent.mostCents(),
                        "The price of " + job.priceCents() + " cents is at most the " + agent.mostCents()
                                + " that the agent may take on"),
                rule("able", able(job, agent), "The agent has every tag of the job: " + job.tags()));
    }

    private static Rule rule(String name, boolean passed, String text) {
        return new Rule(name, passed, text);
    }

    private static boolean able(Opening job, Seeker agent) {
        return agent.capabilities().isEmpty() || agent.capabilities().containsAll(job.tags());
    }

    private static boolean wanted(Opening job, Seeker agent) {
        return agent.wanted().isEmpty() || agent.wanted().stream().anyMatch(job.tags()::contains);
    }
}
