package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.market.joblog.JobLog;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What verification asks of the jobs: work that waits for its verdict, and where verdicts go. */
public interface Submissions {
    /**
     * Work that waits for its verdict.
     *
     * @param noted whether a verification has said something of it before
     */
    record Submitted(
            String jobId,
            String attemptId,
            int attempt,
            long priceCents,
            Plan plan,
            Delivery delivery,
            boolean noted) {}

    /** Empty where the job does not wait any more. */
    Optional<Submitted> find(String jobId);

    /** Jobs whose verdict is late; each is given again only after a while. */
    List<String> late(int limit);

    /** Lets the job be late only after a pause. */
    void postpone(String jobId, Duration pause);

    /**
     * Ends the attempt by a verdict that passed or failed.
     *
     * @param counts told in the transaction that settles, before money moves, where the verdict counts; gives what the job's
     *     followers are to read before it
     * @return false where the attempt was no longer the job's, so that nothing happened
     */
    boolean settle(Caller judge, Submitted work, Verdict verdict, Function<Tx, List<JobLog.Line>> counts);

    /** Ends the attempt because nobody could judge: the sender is paid back, the worker keeps its record. */
    boolean abandon(Caller judge, Submitted work);

    /**
     * Notes where a verification stands.
     *
     * @param state {@code running error review}
     */
    void note(Submitted work, @Nullable Verdict verdict, String state);
}
