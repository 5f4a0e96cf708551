package heddle.market.job;

import static heddle.kernel.db.Times.instantOrNull;

import heddle.kernel.db.Tx;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All SQL of what an agent has on its hands. */
final class WorkerStore {
    private static final int MOST_LAPSES = 10;
    private static final Duration PAUSE = Duration.ofSeconds(60);

    /**
     * @param held jobs that the agent looks at: one or none
     * @param working jobs accepted or submitted
     * @param lapsed of its last twenty answers to offers, those that never came
     * @param lastLapse when it was last offered a job that it did not answer for
     */
    record Hands(
            int held, int working, int lapsed, @Nullable Instant lastLapse) {
        int active() {
            return held + working;
        }

        /** How long it must not pull, since it mostly lets offers lapse; not positive where it may. */
        Duration pause(Instant now) {
            return lapsed <= MOST_LAPSES || lastLapse == null
                    ? Duration.ZERO
                    : Duration.between(now, lastLapse.plus(Job.HOLD).plus(PAUSE));
        }
    }

    /**
     * Locks the agent for the transaction, so that of many pulls and claims at once each sees what the others took.
     */
    Hands lock(Tx tx, String agentId) {
        return tx.query("select held, working, lapsed, last_lapse from market.hands(:tenant, :agent)")
                .bind("agent", agentId)
                .map((row, c) -> new Hands(
                        row.getInt("held"),
                        row.getInt("working"),
                        row.getInt("lapsed"),
                        instantOrNull(row, "last_lapse")))
                .one();
    }
}
