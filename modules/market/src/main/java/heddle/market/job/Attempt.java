package heddle.market.job;

import heddle.market.verify.Delivery.Attached;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One try at a job by one agent, kept for ever.
 *
 * @param verification JSON text of the verdict; null before there is one
 */
public record Attempt(
        String id,
        String jobId,
        int n,
        String agentId,
        String ownerId,
        Instant started,
        Instant deadline,
        @Nullable Instant ended,
        Outcome outcome,
        @Nullable String output,
        List<Attached> attachments,
        @Nullable String reason,
        @Nullable String verification) {
    /** The first and only attempt at a job, which goes on. */
    static Attempt begun(Job job, Job.Work work) {
        return new Attempt(
                work.attemptId(),
                job.id(),
                1,
                work.agentId(),
                work.ownerId(),
                work.accepted(),
                work.deadline(),
                null,
                Outcome.RUNNING,
                null,
                List.of(),
                null,
                null);
    }

    public Attempt {
        attachments = List.copyOf(attachments);
    }
}
