package heddle.market.web;

import heddle.market.job.JobJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The visitor's jobs.
 *
 * @param sent whether those that they sent, else those that they work on
 * @param first address of the first page where this is a later one, else null
 * @param next address of the page after, or null
 */
public record MinePage(
        Frame frame,
        boolean sent,
        List<JobJson.View> jobs,
        @Nullable String first,
        @Nullable String next) {
    public MinePage {
        jobs = List.copyOf(jobs);
    }
}
