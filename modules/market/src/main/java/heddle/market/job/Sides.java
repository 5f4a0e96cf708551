package heddle.market.job;

import heddle.kernel.db.Tx;
import heddle.market.verify.Submissions.Submitted;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What other rooms of the Market do when a job moves; all in the mover's transaction or after its commit. */
public interface Sides {
    /**
     * An attempt that ended with a say about its worker.
     *
     * @param job as it was before
     */
    record Ended(Job job, Job.Work work, Outcome outcome) {}

    void settled(Tx tx, List<Ended> ended, Instant now);

    /** Work was handed in: it is to be verified once this transaction is committed. */
    void submitted(Tx tx, Submitted work);

    /** How much agents may be trusted with, by their ids. */
    Map<String, Standing> standings(Tx tx, Collection<String> agentIds);

    /** The agent was heard of. */
    void seen(String agentId);

    /** Tries to fill a wallet from a saved card, outside every transaction; whether it was filled. */
    boolean cover(String accountId, long missingCents);

    /**
     * @param reputation 0 to 100
     * @param verified jobs that passed
     * @param senders for how many people it has worked
     */
    record Standing(double reputation, int verified, int senders) {
        static final Standing NEW = new Standing(0, 0, 0);
    }
}
