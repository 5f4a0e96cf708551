package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.market.joblog.JobLog;
import heddle.market.verify.Submissions.Submitted;
import heddle.market.verify.Verdict.Check;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts what happens during a verification into the job's log. What is quickly over is written with the verdict, in one
 * statement; where it takes longer, followers see each step within a moment.
 */
final class Recorder implements Progress {
    private static final long MOMENT = Duration.ofMillis(250).toNanos();

    private final Db db;
    private final JobLog log;
    private final Caller caller;
    private final Submitted work;
    private final InstantSource time;
    private final List<JobLog.Line> waiting = new ArrayList<>();
    private long flushed = System.nanoTime();

    Recorder(Db db, JobLog log, Caller caller, Submitted work, InstantSource time) {
        this.db = db;
        this.log = log;
        this.caller = caller;
        this.work = work;
        this.time = time;
    }

    @Override
    public void log(String level, String message, @Nullable String checkId) {
        add("log", CheckText.said(level, message, checkId));
    }

    @Override
    public void check(Check check) {
        add("check", CheckText.of(check));
    }

    private void add(String type, Map<String, Object> data) {
        waiting.add(new JobLog.Line(work.jobId(), work.attempt(), type, data));
        if (System.nanoTime() - flushed > MOMENT) {
            db.tx(caller, tx -> {
                flush(tx);
                return true;
            });
            flushed = System.nanoTime();
        }
    }

    /** Writes what has not been written. */
    void flush(Tx tx) {
        log.append(tx, take(), time.instant());
    }

    /** What has not been written, for whoever writes it. */
    List<JobLog.Line> take() {
        List<JobLog.Line> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }
}
