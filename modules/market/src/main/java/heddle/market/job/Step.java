package heddle.market.job;

import org.jspecify.annotations.Nullable;

/**
 * What a command does to a job: the job as it is then, and what has to happen with it.
 *
 * @param job equal to the job before where nothing happens
 * @param ended how the current attempt ends; null where it goes on or there is none
 */
public record Step(Job job, Money money, @Nullable Outcome ended) {
    /** What moves on the ledger. A refund and a payout have one key, so that one of them happens once. */
    public enum Money {
        NONE,
        ESCROW,
        PAYOUT,
        REFUND
    }

    /** Whether anything happens. */
    boolean moves(Job before) {
        return job.version() != before.version();
    }

    static Step to(Job job) {
        return new Step(job, Money.NONE, null);
    }
}
