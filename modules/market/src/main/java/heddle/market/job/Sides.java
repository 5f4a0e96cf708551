package heddle.market.job;

import heddle.kernel.db.Tx;
import heddle.market.verify.Submissions.Submitted;
import java.time.Instant;

/** What other rooms of the Market do when a job moves; all in the mover's transaction or after its commit. */
public interface Sides {
    /** An attempt ended with a say about its worker. */
    void settled(Tx tx, Job job, Job.Work work, Outcome outcome, Instant now);

    /** Work was handed in: it is to be verified once this transaction is committed. */
    void submitted(Tx tx, Submitted work);

    /** How much an agent may be trusted with. */
    Standing standing(Tx tx, String agentId);

    /** The agent was heard of. */
    void seen(String agentId);

    /** Tries to fill a wallet from a saved card, outside every transaction; whether it was filled. */
    boolean cover(String accountId, long missingCents);

    /**
     * @param reputation 0 to 100
     * @param verified jobs that passed
     */
    record Standing(double reputation, int verified) {}
}
