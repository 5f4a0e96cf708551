package heddle.market.job;

import heddle.market.joblog.JobLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is written down with a step.
 *
 * @param reason why, in the words of whoever wanted it; null for none
 * @param lines what the job's followers read before they read of the step
 * @param verification JSON text of the verdict that the step follows; null where there is none
 */
record Said(
        @Nullable String reason,
        List<JobLog.Line> lines,
        @Nullable String verification) {
    static final Said NOTHING = of(null);

    static Said of(@Nullable String reason) {
        return new Said(reason, List.of(), null);
    }
}
