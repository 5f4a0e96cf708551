package heddle.market.job;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings the timers of jobs. A timer is a time on the job's row, so it survives whatever happens to this process, and is
 * due on every node; the row's lock lets one of them ring it.
 */
final class Timers {
    private static final Logger LOG = LoggerFactory.getLogger(Timers.class);
    private static final int AT_ONCE = 500;

    private final Db db;
    private final JobStore store;
    private final Transitions transitions;
    private final InstantSource time;

    Timers(Parts parts) {
        this.db = parts.db();
        this.store = parts.store();
        this.transitions = parts.transitions();
        this.time = parts.time();
    }

    void ringAll() {
        List<String> due;
        do {
            Instant now = time.instant();
            due = db.systemTx("timers of the one market", tx -> store.due(tx, now, AT_ONCE));
            int rung = 0;
            for (String id : due) {
                rung += ring(id) ? 1 : 0;
            }
            if (rung == 0) {
                return;
            }
        } while (due.size() == AT_ONCE);
    }

    /** One job's trouble must not keep the timers of the others from ringing. */
    private boolean ring(String id) {
        Caller clock = Caller.system(Realm.PLATFORM, "timer");
        try {
            return db.tx(
                    clock,
                    tx -> store.lockIfFree(tx, id)
                            .map(job -> {
                                Instant now = time.instant();
                                Step step = job.ring(now);
                                transitions.apply(tx, clock, job, step, Said.of("timer"), now);
                                return step.moves(job);
                            })
                            .orElse(false));
        } catch (RuntimeException e) {
            LOG.error("The timer of {} could not be rung and will be tried again", id, e);
            return false;
        }
    }
}
