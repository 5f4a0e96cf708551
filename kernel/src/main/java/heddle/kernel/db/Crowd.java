package heddle.kernel.db;

import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Lets one of those who wait do the work of all who wait. Whoever comes while nobody is at it takes the queue and
 * carries it out as one batch; whoever comes later waits and is in the next. There is no thread to start or to stop.
 *
 * @param <A> what is asked for; it knows its own answer
 */
final class Crowd<A extends Crowd.Ask> {
    private static final long PATIENCE_SECONDS = 5;

    /** Something asked for by a waiting thread. */
    abstract static class Ask {
        private final Thread waiting = Thread.currentThread();
        private volatile boolean done;

        /** Says that the answer is there and wakes who waits for it. */
        final void finish() {
            done = true;
            LockSupport.unpark(waiting);
        }
    }

    private final BlockingQueue<A> queue;
    private final Semaphore turns;
    private final int most;
    private final Consumer<List<A>> work;

    /**
     * @param lanes batches that may be carried out at a time
     * @param most asks in one batch
     * @param length of the queue
     * @param work finishes every ask that it is given
     */
    Crowd(int lanes, int most, int length, Consumer<List<A>> work) {
        this.queue = new ArrayBlockingQueue<>(length);
        this.turns = new Semaphore(lanes);
        this.most = most;
        this.work = work;
    }

    /** Returns when the ask is finished, by this thread or by another. */
    void join(A ask) {
        enqueue(ask);
        boolean interrupted = false;
        while (!((Ask) ask).done) {
            // Others depend on what this thread does now, and the own ask may be in somebody's batch already.
            interrupted |= Thread.interrupted();
            boolean led = turns.tryAcquire() && lead();
            if (!led && !((Ask) ask).done) {
                LockSupport.park(this);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void enqueue(A ask) {
        try {
            if (!queue.offer(ask, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw Problem.unavailable(
                        "BUSY", "Too many ask for the same at this moment; try again in a few seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.unavailable("BUSY", "This was not begun; try again");
        }
    }

    /** False where nothing waits: then the own ask is in the batch of another, who wakes this thread. */
    private boolean lead() {
        List<A> batch = new ArrayList<>();
        try {
            queue.drainTo(batch, most);
            if (!batch.isEmpty()) {
                work.accept(batch);
            }
            return !batch.isEmpty();
        } finally {
            // Nothing is left to finish unless the work broke; then nobody shall wait for ever.
            batch.stream().filter(a -> !((Ask) a).done).forEach(Ask::finish);
            turns.release();
            // Who is next in the queue may sleep since the turns were taken.
            A next = queue.peek();
            if (next != null) {
                LockSupport.unpark(((Ask) next).waiting);
            }
        }
    }
}
