package heddle.identity.password;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.problem.Problem;
import heddle.kernel.work.Niceness;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Argon2id on threads of its own, as many as there are cores: each hash keeps a core busy and 19 MiB of memory, so a
 * flood of sign-ins waits here, behind everybody else, while other requests go on.
 */
public final class PasswordHasher implements AutoCloseable {
    /** Longer ones are refused before they are hashed. */
    public static final int MAX_LENGTH = 1_024;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int QUEUE_PER_CORE = 256;
    private static final long RETRY_SECONDS = 2;
    private static final int PATIENCE = 15;
    private static final int READY_BEYOND_CORES = 4;

    /** Memory in KiB, passes and lanes. */
    public record Cost(int memory, int passes, int lanes) {
        /** The least that OWASP recommends. */
        public static final Cost STANDARD = new Cost(19_456, 2, 1);
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Parsed(Cost cost, byte[] salt, byte[] hash) {}

    private final Cost cost;
    private final ThreadPoolExecutor pool;
    private final String decoy;
    private final Queue<BlockPool> memory = new ConcurrentLinkedQueue<>();
    private final Semaphore turns;
    private final AtomicInteger waiting = new AtomicInteger();
    private final int mostWaiting;

    public PasswordHasher(Cost cost, int cores) {
        this.cost = cost;
        this.turns = new Semaphore(cores + READY_BEYOND_CORES, true);
        this.mostWaiting = cores * QUEUE_PER_CORE;
        this.pool = new ThreadPoolExecutor(
                cores,
                cores,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(mostWaiting),
                work -> Thread.ofPlatform().name("passwords").daemon().unstarted(() -> {
                    Niceness.lower(PATIENCE);
                    work.run();
                }));
        this.decoy = print(cost, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    /**
     * Does what belongs to one sign-in when its turn comes. Only as many are under way as keep the cores hashing: of a
     * flood the others wait here, before they have taken a connection to the database or a share of the processor.
     *
     * @param signIn looks the account up and compares its hash
     * @throws Problem 503 when too many wait already
     */
    public <T extends @Nullable Object> T inTurn(Supplier<T> signIn) {
        if (waiting.incrementAndGet() > mostWaiting) {
            waiting.decrementAndGet();
            throw busy();
        }
        try {
            turns.acquire();
        } catch (InterruptedException e) {
            throw stopping();
        } finally {
            waiting.decrementAndGet();
        }
        try {
            return signIn.get();
        } finally {
            turns.release();
        }
    }

    /** The hash of a new password in PHC format. */
    public String hash(String password) {
        return await(() -> {
            byte[] salt = Tokens.bytes(SALT_BYTES);
            return print(cost, salt, argon2(cost, salt, password));
        });
    }

    /**
     * Whether the password fits; takes as long when there is nothing to compare with.
     *
     * @param stored in PHC format, or null when there is no account or it has no password
     */
    public boolean matches(@Nullable String stored, String password) {
        Parsed parsed = parse(stored == null ? decoy : stored);
        boolean same =
                await(() -> MessageDigest.isEqual(parsed.hash(), argon2(parsed.cost(), parsed.salt(), password)));
        return same && stored != null;
    }

    /** Whether a stored hash was made with other parameters than today's. */
    public boolean outdated(String stored) {
        return !parse(stored).cost().equals(cost);
    }

    private <T> T await(Callable<T> work) {
        Future<T> future;
        try {
            future = pool.submit(work);
        } catch (RejectedExecutionException full) {
            throw busy();
        }
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw stopping();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Problem busy() {
        return Problem.unavailable("NOT_READY", "Too many people sign in at this moment; try again")
                .header("Retry-After", Long.toString(RETRY_SECONDS));
    }

    private static Problem stopping() {
        Thread.currentThread().interrupt();
        return Problem.unavailable("NOT_READY", "This server is stopping");
    }

    /** Each thread keeps its blocks: 19 MiB of fresh objects for every hash would stop everybody for their collection. */
    private byte[] argon2(Cost cost, byte[] salt, String password) {
        BlockPool blocks = Objects.requireNonNullElseGet(
                memory.poll(),
                () -> new FixedBlockPool(Argon2BytesGenerator.getBlockCount(cost.memory(), cost.lanes())));
        try {
            return argon2(cost, salt, password, blocks);
        } finally {
            memory.add(blocks);
        }
    }

    private static byte[] argon2(Cost cost, byte[] salt, String password, BlockPool blocks) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withBlockPool(blocks)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memory())
                .withIterations(cost.passes())
                .withParallelism(cost.lanes())
                .withSalt(salt)
                .build());
        byte[] out = new byte[HASH_BYTES];
        // The same letters can be typed in two ways on two keyboards; NFKC makes them one password.
        String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
        generator.generateBytes(normal.getBytes(StandardCharsets.UTF_8), out);
        return out;
    }

    private static String print(Cost cost, byte[] salt, byte[] hash) {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(
                        cost.memory(),
                        cost.passes(),
                        cost.lanes(),
                        base64.encodeToString(salt),
                        base64.encodeToString(hash));
    }

    private static Parsed parse(String phc) {
        String[] parts = phc.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
            throw new IllegalStateException("A stored password hash is not Argon2id");
        }
        String[] numbers = parts[3].split("[=,]", -1);
        Cost cost = new Cost(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[3]), Integer.parseInt(numbers[5]));
        return new Parsed(
                cost, Base64.getDecoder().decode(parts[4]), Base64.getDecoder().decode(parts[5]));
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
