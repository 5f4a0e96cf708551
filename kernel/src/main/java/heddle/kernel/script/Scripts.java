package heddle.kernel.script;

import heddle.kernel.json.Json;
import heddle.kernel.script.ScriptFailed.Reason;
import heddle.kernel.work.Niceness;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.TrapException;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs JavaScript that anybody may have written: the body of a function over named JSON values, whose result is JSON. It
 * reaches nothing of ours, gets a second of processor time and 32 MiB, and knows nothing of runs before it. Equal
 * scripts over equal values give equal results: chance is seeded and the clock stands.
 *
 * <p>Scripts run on a few platform threads of their own that step back behind the others: one that counts to infinity
 * must not hold the carriers of everybody's virtual threads.
 */
public final class Scripts implements AutoCloseable {
    private static final Duration PROCESSOR = Duration.ofSeconds(1);
    /** What a script that waits for the processor may take by the clock on the wall. */
    private static final Duration WALL = Duration.ofSeconds(20);

    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int MAX_SOURCE = 64 * 1024;
    private static final int WAITING = 256;
    private static final int NICE = 10;
    private static final long STACK = 4L << 20;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final InstantSource time;
    private final ThreadPoolExecutor threads;
    private final ReentrantLock making = new ReentrantLock();
    private volatile byte @Nullable [] image;

    /**
     * @param parallel scripts that run at a time on this node
     */
    public Scripts(InstantSource time, int parallel) {
        this.time = time;
        this.threads = new ThreadPoolExecutor(
                parallel,
                parallel,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                body -> Thread.ofPlatform()
                        .name("script")
                        .daemon()
                        .stackSize(STACK)
                        .unstarted(() -> {
                            Niceness.lower(NICE);
                            body.run();
                        }));
        this.threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Calls a function.
     *
     * @param body of the function, which ends with {@code return}
     * @param values what it is given, by the names under which the body knows them
     * @throws ScriptFailed when there is no value
     */
    public JsonNode call(String body, Map<String, JsonNode> values) {
        requireLength(body);
        return answer(Program.call(body, new TreeMap<>(values)));
    }

    /** Why the text is not the body of a function over these names, or null when it is. */
    public @Nullable String fault(String body, String... names) {
        try {
            requireLength(body);
            answer(Program.check(body, names));
            return null;
        } catch (ScriptFailed failed) {
            return failed.getMessage();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static void requireLength(String body) {
        if (body.length() > MAX_SOURCE) {
            throw new ScriptFailed(Reason.SYNTAX, "The script is longer than " + MAX_SOURCE + " characters");
        }
    }

    private JsonNode answer(String program) {
        String said = limited(program);
        if (said == null) {
            throw new ScriptFailed(Reason.THROWN, "The script ended without a value");
        }
        try {
            ObjectNode answer = (ObjectNode) Json.trusted(said);
            String failure = answer.path("failure").asString("");
            if (failure.isEmpty()) {
                JsonNode value = answer.get("value");
                return value == null ? Json.mapper().nullNode() : value;
            }
            throw new ScriptFailed(
                    Reason.valueOf(failure), answer.path("message").asString(""));
        } catch (JacksonException | ClassCastException | IllegalArgumentException e) {
            throw new ScriptFailed(Reason.RESULT, "The result cannot be read as JSON");
        }
    }

    private @Nullable String limited(String program) {
        AtomicLong thread = new AtomicLong();
        AtomicLong before = new AtomicLong();
        FutureTask<@Nullable String> run = new FutureTask<>(() -> {
            byte[] ready = image();
            before.set(THREADS.getCurrentThreadCpuTime());
            thread.set(Thread.currentThread().threadId());
            return inside(ready, program);
        });
        try {
            threads.execute(run);
        } catch (RejectedExecutionException full) {
            throw new ScriptFailed(Reason.BUSY, "Too many scripts are waiting; try again");
        }
        return watched(run, thread, before);
    }

    private static @Nullable String watched(FutureTask<@Nullable String> run, AtomicLong thread, AtomicLong before) {
        long started = 0;
        while (true) {
            try {
                return run.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                long id = thread.get();
                if (id == 0) {
                    continue;
                }
                started = started == 0 ? System.nanoTime() : started;
                long used = THREADS.getThreadCpuTime(id) - before.get();
                if (used > PROCESSOR.toNanos() || System.nanoTime() - started > WALL.toNanos()) {
                    run.cancel(true);
                    throw new ScriptFailed(Reason.TIME, "The script took longer than " + PROCESSOR.toMillis() + " ms");
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ScriptFailed failed) {
                    throw failed;
                }
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                run.cancel(true);
                Thread.currentThread().interrupt();
                throw new CancellationException("Interrupted while a script ran");
            }
        }
    }

    /** Made by the first script: a second or two, which is nobody's processor time. */
    private byte[] image() {
        byte[] known = image;
        if (known != null) {
            return known;
        }
        making.lock();
        try {
            byte[] made = image == null ? Guest.image() : image;
            image = made;
            return made;
        } finally {
            making.unlock();
        }
    }

    private @Nullable String inside(byte[] ready, String program) {
        try {
            return Guest.of(ready, time.instant()).run(program);
        } catch (WasmInterruptedException stopped) {
            throw new ScriptFailed(Reason.TIME, "The script was stopped");
        } catch (TrapException trapped) {
            throw new ScriptFailed(Reason.MEMORY, "The script ran out of memory");
        } catch (WasmEngineException | StackOverflowError deep) {
            throw new ScriptFailed(Reason.MEMORY, "The script calls itself too deeply or ran out of memory");
        }
    }
}
