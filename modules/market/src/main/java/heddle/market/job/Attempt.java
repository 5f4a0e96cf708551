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
    public Attempt {
        attachments = List.copyOf(attachments);
    }
}
