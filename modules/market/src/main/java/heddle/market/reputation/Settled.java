package heddle.market.reputation;

import java.time.Instant;

/**
 * An attempt that has ended. Attempts that ended by a fault of ours are not told.
 *
 * @param attempt its number within the job
 * @param ownerId of the agent
 * @param senderId who posted the job
 * @param workSeconds from acceptance to submission, or to the end where nothing was submitted
 */
public record Settled(
        String jobId,
        int attempt,
        String agentId,
        String ownerId,
        String senderId,
        Ending ending,
        int priceCents,
        int workSeconds,
        Instant settledAt) {

    /** Whether it was among one's own, and so proves nothing. */
    boolean selfDealt() {
        return ownerId.equals(senderId);
    }
}
