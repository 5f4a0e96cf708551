package heddle.server.ledger;

import com.zaxxer.hikari.HikariDataSource;
import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Pool;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import heddle.ledger.posting.Postings;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that does nothing but transfer until it is killed: {@code URL USER PASSWORD BOOK FROM}. It prints each
 * number whose transfer was acknowledged, or {@code -} and the number where the account was too poor; a full stop
 * ends each, by which a line that was cut short can be told. Half of the threads post together, half in transactions of their own. The content of a transfer follows from its number alone.
 */
final class CrashLoad {
    static final int ACCOUNTS = 1_000;
    static final double ALPHA = 1.5;
    private static final int THREADS = 16;
    private static final double[] SHARES = shares();

    private CrashLoad() {}

    static String key(long n) {
        return "crash:" + n;
    }

    static Transfer transfer(long n) {
        SplittableRandom random = new SplittableRandom(n);
        int from = rank(random.nextDouble());
        int to = rank(random.nextDouble());
        if (to == from) {
            to = (from + 1) % ACCOUNTS;
        }
        long amount = random.nextLong(1, 21);
        return new Transfer(
                key(n),
                "test",
                "crash",
                List.of(
                        new Move("user:" + from, "user:" + to, Book.USD, amount),
                        new Move("user:" + from, "platform:fees", Book.USD, 1)));
    }

    private static double[] shares() {
        double[] out = new double[ACCOUNTS];
        double sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            sum += 1 / Math.pow(i + 1, ALPHA);
            out[i] = sum;
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            out[i] /= sum;
        }
        return out;
    }

    private static int rank(double share) {
        int at = java.util.Arrays.binarySearch(SHARES, share);
        return Math.min(at < 0 ? -at - 1 : at, ACCOUNTS - 1);
    }

    public static void main(String[] arguments) throws InterruptedException {
        HikariDataSource pool = Pool.open(arguments[0], arguments[1], arguments[2], THREADS);
        Db db = new Db(pool, () -> {});
        InstantSource time = InstantSource.system();
        Ledger ledger = new Postings(db, new Ids(time), time);
        String book = arguments[3];
        AtomicLong next = new AtomicLong(Long.parseLong(arguments[4]));
        PrintStream out =
                new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (int i = 0; i < THREADS; i++) {
            boolean together = i % 2 == 0;
            Thread.ofPlatform().start(() -> {
                while (true) {
                    long n = next.getAndIncrement();
                    out.println((post(db, ledger, book, n, together) ? "" : "-") + n + ".");
                }
            });
        }
        Thread.currentThread().join();
    }

    private static boolean post(Db db, Ledger ledger, String book, long n, boolean together) {
        try {
            if (together) {
                ledger.post(book, transfer(n));
            } else {
                db.tx(Caller.system(book, "crash"), tx -> ledger.post(tx, transfer(n)));
            }
            return true;
        } catch (Problem refused) {
            if (refused.status() == 402) {
                return false;
            }
            throw refused;
        }
    }
}
