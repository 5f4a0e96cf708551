package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import java.util.Optional;

/** Knows the frozen plans of jobs, for workers who want to rehearse. */
@FunctionalInterface
public interface Plans {
    /**
     * How a job will be judged.
     *
     * @param attempt the number of the newest attempt
     */
    record Frozen(Plan plan, String prompt, int attempt, long priceCents) {}

    /** Empty where the job is not there or not this caller's to see. */
    Optional<Frozen> of(Tx tx, Caller caller, String jobId);
}
