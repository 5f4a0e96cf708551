package heddle.kernel.outbound;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Ends talk with another server at its time. The interruption of a virtual thread closes the socket it waits on, which
 * a read timeout alone would not do for a server that sends a byte now and then.
 */
public final class Deadline {
    private Deadline() {}

    /**
     * @throws TimeoutException when the call took longer, and was interrupted
     * @throws ExecutionException with what the call threw
     */
    public static <T> T within(Duration whole, Callable<T> call) throws TimeoutException, ExecutionException {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().name("outbound").start(task);
        try {
            return task.get(whole.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException("The call was interrupted", e);
        } finally {
            task.cancel(true);
        }
    }
}
