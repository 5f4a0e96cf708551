package heddle.market.joblog;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Knows who may follow a job. */
public interface JobReaders {
    /**
     * What somebody may read, and how the job stands.
     *
     * @param everything the sender reads all attempts
     * @param attempts which attempts the others read: their own
     * @param status on the wire, e.g. {@code queued}
     * @param attempt the number of the newest attempt; 0 before the first
     * @param since when the job came into this status
     * @param ended whether nothing will happen to it any more
     */
    record Share(boolean everything, Set<Integer> attempts, String status, int attempt, Instant since, boolean ended) {
        public Share {
            attempts = Set.copyOf(attempts);
        }

        public boolean shows(int ofAttempt) {
            return everything || attempts.contains(ofAttempt);
        }
    }

    /** Empty where the job is not there or not this caller's to see. */
    Optional<Share> mayRead(Tx tx, Caller caller, String jobId);
}
