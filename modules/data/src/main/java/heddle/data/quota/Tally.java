package heddle.data.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many objects one tenant has, as this node knows it: what was counted in the database, what this node wrote since,
 * and what it is writing now. It may tell too many for a while, never fewer than there are, but for other nodes' latest.
 */
final class Tally {
    private final ReentrantLock counter = new ReentrantLock();
    private long counted;
    private long since;
    private long underWay;
    private long limit;
    private boolean touched;
    private boolean outdated;
    private @Nullable Instant countedAt;

    /** Takes places for some objects that are about to be written, if there are as many. */
    synchronized boolean take(long some, long most) {
        limit = most;
        touched = true;
        if (used() + some > most) {
            return false;
        }
        underWay += some;
        return true;
    }

    /** What was under way has been written or not. */
    synchronized void settle(long some, boolean written) {
        underWay -= some;
        if (written) {
            since += some;
        }
    }

    /** Something was deleted, so that the next refusal needs a fresh count. */
    synchronized void shrank() {
        outdated = true;
    }

    synchronized long used() {
        return counted + since + underWay;
    }

    synchronized boolean known() {
        return countedAt != null;
    }

    /** Whether a count of now could tell less than this does. */
    synchronized boolean doubtful(Instant now, Duration trusted) {
        return outdated || countedAt == null || countedAt.plus(trusted).isBefore(now);
    }

    /** Whether it was used and is older than it should be: the less room is left, the younger. */
    synchronized boolean due(Instant now, Duration roomy, Duration tight) {
        Duration age = used() > limit / 2 ? tight : roomy;
        return touched && doubtful(now, age);
    }

    /**
     * Counts anew; one thread at a time, and who waited for another's count is content with that.
     *
     * @param count reads the database, outside the caller's transaction
     */
    void count(Instant now, LongSupplier count) {
        Instant before = asOf();
        counter.lock();
        try {
            Instant meanwhile = asOf();
            boolean another = meanwhile != null && !meanwhile.equals(before);
            if (!another) {
                long sinceThen = begin();
                finish(now, count.getAsLong(), sinceThen);
            }
        } finally {
            counter.unlock();
        }
    }

    private synchronized @Nullable Instant asOf() {
        return countedAt;
    }

    private synchronized long begin() {
        outdated = false;
        touched = false;
        return since;
    }

    /** What was committed while the count ran may be in it or not; it is taken as not. */
    private synchronized void finish(Instant now, long result, long sinceBefore) {
        counted = result;
        since -= sinceBefore;
        countedAt = now;
    }
}
