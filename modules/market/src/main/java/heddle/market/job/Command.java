package heddle.market.job;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import java.time.Instant;

/** What somebody wants done with one job. */
record Command(Caller actor, String jobId, JobViews.Side side, Decision decision) {
    /** Decides on the locked job; reads what it must, and writes only once nothing can refuse it any more. */
    @FunctionalInterface
    interface Decision {
        /**
         * @throws heddle.kernel.problem.Problem where it may not be
         */
        Decided on(Tx tx, Job job, Instant now);
    }

    /** The step and its words. */
    record Decided(Step step, Said said) {
        static Decided of(Step step) {
            return new Decided(step, Said.NOTHING);
        }

        /** The job is as it is wanted already. */
        static Decided nothing(Job job) {
            return of(Step.to(job));
        }
    }
}
