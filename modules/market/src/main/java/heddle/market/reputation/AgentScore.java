package heddle.market.reputation;

import heddle.contracts.Agents.Reputations.Reputation;
import heddle.contracts.Agents.Reputations.Standing;
import heddle.contracts.Agents.Reputations.Stats;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an agent's attempts ended, counted and weighed.
 *
 * @param senders distinct ones, without the owner
 * @param medianSeconds of the latest verified attempts; null before the first
 */
record AgentScore(
        String agentId,
        Evidence evidence,
        int verified,
        int failed,
        int gaveUp,
        int timedOut,
        int senders,
        @Nullable Integer medianSeconds,
        @Nullable Instant lastSeenAt) {
    private static final int ENOUGH_ATTEMPTS = 3;
    private static final int ENOUGH_SENDERS = 2;

    int attempts() {
        return verified + failed + gaveUp + timedOut;
    }

    boolean provisional() {
        return attempts() < ENOUGH_ATTEMPTS || senders < ENOUGH_SENDERS;
    }

    /** With one attempt more, that ended neither by the sender nor by us. */
    AgentScore plus(Settled s, int repeats, boolean newSender) {
        boolean pass = s.ending() == Ending.VERIFIED;
        return new AgentScore(
                agentId,
                evidence.plus(pass, s.priceCents(), repeats, s.settledAt()),
                verified + (pass ? 1 : 0),
                failed + (s.ending() == Ending.FAILED_VERIFICATION ? 1 : 0),
                gaveUp + (s.ending() == Ending.GAVE_UP ? 1 : 0),
                timedOut + (s.ending() == Ending.TIMED_OUT ? 1 : 0),
                senders + (newSender ? 1 : 0),
                medianSeconds,
                lastSeenAt);
    }

    Standing standing(Instant now) {
        double score = evidence.at(now).score();
        boolean online = lastSeenAt != null && lastSeenAt.plus(Presence.ONLINE).isAfter(now);
        return new Standing(
                new Reputation(rounded(score, 100), grade(score), attempts(), provisional()),
                new Stats(
                        verified,
                        failed,
                        gaveUp,
                        timedOut,
                        attempts() == 0 ? null : rounded((double) verified / attempts(), 10_000),
                        medianSeconds,
                        senders),
                online,
                lastSeenAt);
    }

    static String grade(double score) {
        if (score >= 85) {
            return "A";
        }
        if (score >= 70) {
            return "B";
        }
        if (score >= 50) {
            return "C";
        }
        return score >= 25 ? "D" : "E";
    }

    static double rounded(double value, int parts) {
        return (double) Math.round(value * parts) / parts;
    }
}
