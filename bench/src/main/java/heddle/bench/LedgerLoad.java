package heddle.bench;

import com.zaxxer.hikari.HikariDataSource;
import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Pool;
import heddle.kernel.id.Ids;
import heddle.ledger.posting.Postings;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * W14: transfers between accounts of which some are hot, by the ledger in this process, without HTTP, against pgbench
 * calling the same function of the database.
 */
final class LedgerLoad {
    private static final int CLIENTS = 50;
    private static final int ACCOUNTS = 10_000;
    private static final double HOT = 1.5;
    private static final long FUNDS = 1_000_000_000_000L;
    private static final String USD = "USD/2";
    private static final int MOVES = 500;
    private static final String CALL = """
            ledger.post('%s', now(), array['txn_' || lpad(cast(:k as text), 26, '0')],
            array['p' || cast(:k as text)], array['test'], array['bench'],
            array[decode(lpad(cast(:k as text), 64, '0'), 'hex')], array[1, 2],
            array['user:' || cast(:a as text), 'user:' || cast(:b as text)], array['USD/2', 'USD/2'],
            array[1], array[2], array[cast(1 as bigint)]""";

    /** What a client does again and again. */
    @FunctionalInterface
    private interface Step {
        void run(Ids ids, int from, int to);
    }

    private record Result(double perSecond, double p50, double p99) {}

    private final BenchServer server;
    private final PgBench floor;
    private final int seconds;
    private final int rounds;
    private final double[] shares = shares();

    LedgerLoad(BenchServer server, Path folder, int seconds, int rounds) {
        this.server = server;
        this.floor = new PgBench(folder, server);
        this.seconds = seconds;
        this.rounds = rounds;
    }

    /** The lines of the table. */
    List<String> run() {
        String url = "jdbc:postgresql://127.0.0.1:" + server.databasePort() + "/heddle";
        try (HikariDataSource pool = Pool.open(url, "heddle", server.databasePassword(), CLIENTS)) {
            Db db = new Db(pool, () -> {});
            Ids ids = new Ids(InstantSource.system());
            Ledger ledger = new Postings(db, ids, InstantSource.system());
            String book = ids.next("tn");
            fund(ledger, book);
            Caller caller = Caller.system(book, "bench");
            Step combined = (i, from, to) -> ledger.post(book, transfer(i, from, to));
            Step joined = (i, from, to) -> db.tx(caller, tx -> ledger.post(tx, transfer(i, from, to)));
            Step held = (i, from, to) -> {
                String hold = i.next("h");
                db.tx(caller, tx -> ledger.hold(tx, hold, "user:" + from, USD, 1));
                db.tx(caller, tx -> ledger.capture(tx, hold, transfer(i, from, to)));
            };
            List<String> lines = new ArrayList<>();
            double calm =
                    measure(lines, "transfer, alpha 0", combined, ids, false, script(book, false), "E >= 0.60", 0);
            measure(lines, "transfer, alpha 1.5", combined, ids, true, script(book, true), ">= 70 % of alpha 0", calm);
            double alone =
                    measure(lines, "transfer joined, alpha 0", joined, ids, false, script(book, false), "E >= 0.60", 0);
            measure(lines, "transfer joined, alpha 1.5", joined, ids, true, script(book, true), "", alone);
            measure(lines, "hold, capture, alpha 0", held, ids, false, holdScript(book), "E >= 0.60", 0);
            return lines;
        }
    }

    private static void fund(Ledger ledger, String book) {
        for (int at = 1; at <= ACCOUNTS + 1; at += MOVES) {
            List<Move> moves = IntStream.range(at, Math.min(at + MOVES, ACCOUNTS + 2))
                    .mapToObj(i -> new Move("platform:bench", "user:" + i, USD, FUNDS))
                    .toList();
            ledger.post(book, new Transfer("fund:" + at, "test", "bench", moves));
        }
    }

    private static Transfer transfer(Ids ids, int from, int to) {
        return new Transfer(ids.next("k"), "test", "bench", List.of(new Move("user:" + from, "user:" + to, USD, 1)));
    }

    private static String accounts(boolean hot) {
        String pick = hot ? "random_zipfian(1, %d, %s)".formatted(ACCOUNTS, HOT) : "random(1, %d)".formatted(ACCOUNTS);
        return "\\set k random(1, 9000000000000000)\n\\set a " + pick + "\n\\set b " + pick
                + "\n\\set b case when :a = :b then :b + 1 else :b end\n";
    }

    private static String script(String book, boolean hot) {
        return accounts(hot) + "select * from " + CALL.formatted(book).replace("\n", " ") + ");\n";
    }

    private static String holdScript(String book) {
        return accounts(false)
                + "select * from ledger.hold('%s', now(), 'hold_' || cast(:k as text), 'h' || cast(:k as text), 'user:' || cast(:a as text), 'USD/2', cast(1 as bigint));\n"
                        .formatted(book)
                + "select * from " + CALL.formatted(book).replace("\n", " ") + ", 'h' || cast(:k as text));\n";
    }

    private double measure(
            List<String> lines,
            String name,
            Step step,
            Ids ids,
            boolean hot,
            String script,
            String target,
            double calm) {
        load(step, ids, hot, Math.max(3, seconds / 2));
        List<Double> rates = new ArrayList<>();
        List<Double> floors = new ArrayList<>();
        List<Double> efficiencies = new ArrayList<>();
        Result last = new Result(0, 0, 0);
        BenchServer.Cpu spent = new BenchServer.Cpu(0, 0);
        for (int round = 0; round < rounds; round++) {
            BenchServer.Cpu before = cpu();
            last = load(step, ids, hot, seconds);
            spent = cpu().since(before);
            double limit = floor.run(script, seconds, CLIENTS);
            rates.add(last.perSecond());
            floors.add(limit);
            efficiencies.add(last.perSecond() / limit);
            System.out.printf("W14 %s: %.0f/s, floor %.0f/s%n", name, last.perSecond(), limit);
        }
        double thousands = last.perSecond() * seconds / 1000;
        double rate = Main.middle(rates);
        lines.add("| W14 %s | %s | %s | **%s** | | %.1f / %.1f | %.0f + %.0f | %s | %s |"
                .formatted(
                        name,
                        Main.range(rates, "%.0f"),
                        Main.range(floors, "%.0f"),
                        Main.range(efficiencies, "%.2f"),
                        last.p50(),
                        last.p99(),
                        spent.jvm() / thousands,
                        spent.database() / thousands,
                        calm == 0 ? "" : "%.0f %% of alpha 0".formatted(100 * rate / calm),
                        target));
        return rate;
    }

    /** Of this process, in which the ledger runs, and of the database. */
    private BenchServer.Cpu cpu() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new BenchServer.Cpu(
                system.getProcessCpuTime() / 1_000_000, server.cpu().database());
    }

    private Result load(Step step, Ids ids, boolean hot, int duration) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(duration);
        List<Future<long[]>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> client(step, ids, hot, end)));
            }
        }
        long[] all = clients.stream().flatMapToLong(LedgerLoad::taken).sorted().toArray();
        return new Result(all.length / (double) duration, all[all.length / 2] / 1e6, all[all.length * 99 / 100] / 1e6);
    }

    private static LongStream taken(Future<long[]> client) {
        try {
            return Arrays.stream(client.get());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("A client failed", e);
        }
    }

    private long[] client(Step step, Ids ids, boolean hot, long end) {
        LongStream.Builder taken = LongStream.builder();
        for (long now = System.nanoTime(); now < end; ) {
            int from = account(hot);
            int to = account(hot);
            step.run(ids, from, to == from ? to + 1 : to);
            long then = System.nanoTime();
            taken.add(then - now);
            now = then;
        }
        return taken.build().toArray();
    }

    private int account(boolean hot) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (!hot) {
            return 1 + random.nextInt(ACCOUNTS);
        }
        int at = Arrays.binarySearch(shares, random.nextDouble());
        return 1 + Math.min(at < 0 ? -at - 1 : at, ACCOUNTS - 1);
    }

    /** The shares of the accounts under Zipf's law, summed up. */
    private static double[] shares() {
        double[] out = new double[ACCOUNTS];
        double sum = 0;
        for (int i = 0; i < ACCOUNTS; i++) {
            sum += 1 / Math.pow(i + 1, HOT);
            out[i] = sum;
        }
        for (int i = 0; i < ACCOUNTS; i++) {
            out[i] /= sum;
        }
        return out;
    }
}
