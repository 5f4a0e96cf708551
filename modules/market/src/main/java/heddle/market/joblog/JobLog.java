package heddle.market.joblog;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Writes the lines that a job's followers read. Each attempt numbers its own; before the first, the attempt is 0. */
public interface JobLog {
    /** The type of a line: {@code status log check verdict end}. */
    record Line(String jobId, int attempt, String type, Map<String, Object> data) {}

    /** Appends in the caller's transaction and wakes the followers after its commit. */
    default void append(Tx tx, Line line, Instant now) {
        append(tx, List.of(line), now);
    }

    /** The same of several lines of one attempt, in one statement. */
    void append(Tx tx, List<Line> lines, Instant now);
}
