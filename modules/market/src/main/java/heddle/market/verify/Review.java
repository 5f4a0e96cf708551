package heddle.market.verify;

import java.time.Instant;

/**
 * A submission that a person has to decide.
 *
 * @param cause {@code judgement} where no program can tell, {@code unavailable} where one should have
 */
record Review(String id, String jobId, int attempt, String cause, Verdict verdict, State state, Instant createdAt) {
    enum State {
        OPEN,
        DECIDED,
        OVERDUE
    }

    /** What holds when nobody has decided in time: everything that could be checked has passed, and something was. */
    boolean passesOverdue() {
        return verdict.checks().stream().anyMatch(c -> c.state() == Verdict.State.OK)
                && verdict.checks().stream()
                        .allMatch(c -> c.state() != Verdict.State.OK || c.passed() || !c.required());
    }
}
