package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.market.joblog.JobLog;
import heddle.market.verify.Submissions.Submitted;
import heddle.market.verify.Verdict.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies what was submitted, on the node where it was, as soon as the submission is committed. What a crash or a full
 * queue leaves behind is found again by its time in the database. When nobody can tell it is tried three times more; then,
 * or where a plan needs judgement and there is no judge, a person decides.
 */
public final class Verifications implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);
    private static final List<Duration> PAUSES =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2));
    /** How long a run may take that calls others; nobody else takes the job meanwhile. */
    private static final Duration LONG_RUN = Duration.ofMinutes(10);

    private static final int QUICK = 64;
    private static final int SLOW = 64;
    private static final int MOST_WAITING = 20_000;
    private static final int LATE_AT_ONCE = 200;
    /** So many characters of each that waits may stay in memory. */
    private static final int SHORT = 4_096;

    private final Db db;
    private final Verification verification;
    private final Submissions submissions;
    private final Reviews reviews;
    private final Receipts receipts;
    private final JobLog log;
    private final InstantSource time;
    private final TryStore tries = new TryStore();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private final Semaphore quick = new Semaphore(QUICK);
    private final Semaphore slow = new Semaphore(SLOW);
    private volatile boolean closed;

    Verifications(
            Db db,
            Verification verification,
            Submissions submissions,
            Reviews reviews,
            Receipts receipts,
            JobLog log,
            InstantSource time) {
        this.db = db;
        this.verification = verification;
        this.submissions = submissions;
        this.reviews = reviews;
        this.receipts = receipts;
        this.log = log;
        this.time = time;
    }

    /** Verifies what was submitted once the transaction is committed. Long work is not kept meanwhile but read again. */
    public void enqueue(Tx tx, Submitted work) {
        Submitted kept = work.delivery().output().length() <= SHORT ? work : null;
        tx.afterCommit(() -> begin(work.jobId(), kept));
    }

    /** Takes up what is late; called about once a second on every node. */
    void takeLate() {
        if (!closed) {
            submissions.late(LATE_AT_ONCE).forEach(id -> begin(id, null));
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void begin(String jobId, @Nullable Submitted known) {
        if (closed || underWay.size() >= MOST_WAITING || !underWay.add(jobId)) {
            return;
        }
        Thread.ofVirtual().name("verification").start(() -> {
            try {
                judge(jobId, known);
            } catch (RuntimeException e) {
                LOG.error("The verification of {} broke off and will be tried again", jobId, e);
            } finally {
                underWay.remove(jobId);
            }
        });
    }

    private void judge(String jobId, @Nullable Submitted known) {
        Submitted work = within(quick, () -> {
            Submitted found = known == null ? submissions.find(jobId).orElse(null) : known;
            if (found == null || reviewed(found)) {
                return null;
            }
            if (verification.slow(found.plan())) {
                return found;
            }
            run(found);
            return null;
        });
        if (work != null) {
            within(slow, () -> {
                submissions.postpone(jobId, LONG_RUN);
                submissions.note(work, null, "running");
                run(work);
                return null;
            });
        }
    }

    private static <T extends @Nullable Object> T within(Semaphore lane, Supplier<T> body) {
        lane.acquireUninterruptibly();
        try {
            return body.get();
        } finally {
            lane.release();
        }
    }

    /** Whether a person has it; when that takes too long the work is decided without. */
    private boolean reviewed(Submitted work) {
        Duration left = work.noted() ? reviews.left(work) : null;
        if (left == null) {
            return false;
        }
        if (left.isPositive()) {
            submissions.postpone(work.jobId(), left);
        } else {
            reviews.overdue(work);
        }
        return true;
    }

    private void run(Submitted work) {
        Caller judge = caller();
        Recorder recorder = new Recorder(db, log, judge, work, time);
        Verdict verdict = verification.run(work.plan(), work.delivery(), work.priceCents(), recorder);
        if (verdict.outcome().decided()) {
            // Taken once: the transaction may be tried again, and the lines belong to whichever try is committed.
            List<JobLog.Line> told = recorder.take();
            submissions.settle(judge, work, verdict, tx -> {
                receipts.add(tx, work, verdict);
                return told;
            });
            return;
        }
        int failed = verdict.outcome() == Outcome.UNDECIDED ? tries(work) : PAUSES.size() + 1;
        if (failed <= PAUSES.size()) {
            retry(work, verdict, recorder, PAUSES.get(failed - 1));
        } else {
            review(work, verdict, recorder);
        }
    }

    /** How often nobody could tell, this time included. */
    private int tries(Submitted work) {
        return db.tx(caller(), tx -> tries.count(tx, work.jobId(), work.attempt(), time.instant()));
    }

    private void retry(Submitted work, Verdict verdict, Recorder recorder, Duration pause) {
        recorder.log("warn", verdict.reasoning() + "; trying again in " + pause.toSeconds() + " s", null);
        db.tx(caller(), tx -> {
            recorder.flush(tx);
            submissions.note(work, verdict, "error");
            submissions.postpone(work.jobId(), pause);
            return true;
        });
    }

    private void review(Submitted work, Verdict verdict, Recorder recorder) {
        recorder.log("info", "A person decides: " + verdict.reasoning(), null);
        db.tx(caller(), tx -> {
            recorder.flush(tx);
            reviews.open(tx, work, verdict);
            submissions.note(work, verdict, "review");
            submissions.postpone(work.jobId(), Reviews.PATIENCE);
            return true;
        });
    }

    static Caller caller() {
        return Caller.system(Realm.PLATFORM, "verification");
    }
}
