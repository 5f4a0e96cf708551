package heddle.market.joblog;

import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.db.TxWork;
import heddle.kernel.work.WorkRunner;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/** The lines of jobs in the database. */
final class JobLines implements JobLog {
    private static final Duration KEPT = Duration.ofDays(30);
    private static final Duration SWEEP = Duration.ofHours(1);
    private static final int AT_ONCE = 10_000;

    private final Db db;
    private final InstantSource time;
    private final Consumer<String> changed;
    private final LineStore store = new LineStore();

    /**
     * @param changed told the job after the commit
     */
    JobLines(Db db, InstantSource time, Consumer<String> changed) {
        this.db = db;
        this.time = time;
        this.changed = changed;
    }

    @Override
    public void append(Tx tx, List<Line> lines, Instant now) {
        if (lines.isEmpty()) {
            return;
        }
        Line first = lines.getFirst();
        if (lines.stream().anyMatch(l -> !l.jobId().equals(first.jobId()) || l.attempt() != first.attempt())) {
            throw new IllegalArgumentException("Lines of one call belong to one attempt");
        }
        store.append(
                tx,
                first.jobId(),
                first.attempt(),
                lines.stream().map(Line::type).toList(),
                lines.stream().map(l -> LineText.of(l.data())).toList(),
                now);
        tx.afterCommit(() -> changed.accept(first.jobId()));
    }

    void work(WorkRunner work) {
        work.every("job-lines-expiry", SWEEP, this::forgetOld);
    }

    /** Deletes lines of more than thirty days, and what numbered them, some at a time so that no lock is held for long. */
    private void forgetOld() {
        Instant before = time.instant().minus(KEPT);
        repeat(tx -> store.forget(tx, before, AT_ONCE));
        repeat(tx -> store.forgetCounts(tx, before, AT_ONCE));
    }

    private void repeat(TxWork<Integer> some) {
        int gone;
        do {
            gone = db.systemTx("lines of all realms grow old alike", some);
        } while (gone == AT_ONCE);
    }
}
