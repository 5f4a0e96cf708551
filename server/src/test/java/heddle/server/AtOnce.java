package heddle.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many callers at the same moment, and what each was answered, in the order of their numbers. */
public final class AtOnce {
    private AtOnce() {}

    public static <T> List<T> atOnce(int callers, IntFunction<T> each) {
        return among(callers, callers, each);
    }

    /** As many calls, some of them at a time. */
    public static <T> List<T> among(int callers, int calls, IntFunction<T> each) {
        try (ExecutorService threads =
                Executors.newFixedThreadPool(callers, Thread.ofVirtual().factory())) {
            List<Callable<T>> work = IntStream.range(0, calls)
                    .mapToObj(i -> (Callable<T>) () -> each.apply(i))
                    .toList();
            List<T> out = new ArrayList<>();
            for (Future<T> call : threads.invokeAll(work)) {
                out.add(call.get());
            }
            return out;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
