package heddle.server.ledger;

import static heddle.server.ledger.Book.move;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.contracts.Ledger.Move;
import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import heddle.server.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} under transfers at hot accounts, of the program and of the database: what was acknowledged is there, once, and
 * everything adds up. {@code -Dcrash.rounds=200} kills more often than the usual five times.
 */
@Tag("slow")
class LedgerCrashTest {
    private static final int ROUNDS = Integer.getInteger("crash.rounds", 5);
    private static final int DATABASE_ROUNDS = Integer.getInteger("crash.database.rounds", 3);
    private static final long FUNDS = 1_000_000;

    @TempDir
    Path home;

    private final Set<Long> acknowledged = new HashSet<>();
    private final SplittableRandom random = new SplittableRandom(42);
    private long highest;
    private long again;

    @Test
    void losesNothingThatWasAcknowledged() throws IOException, InterruptedException, SQLException {
        EmbeddedPostgres database = startDatabase();
        String url = database.jdbcUrl(EmbeddedPostgres.DATABASE);
        Book book;
        try (TestServer server = server(database)) {
            book = Book.open(server.app());
            for (int from = 0; from < CrashLoad.ACCOUNTS; from += 500) {
                book.post(
                        "fund:" + from,
                        IntStream.range(from, from + 500)
                                .mapToObj(i -> move(Book.BANK, "user:" + i, FUNDS))
                                .toArray(Move[]::new));
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            run(database, book.id(), () -> {});
            holdsEverything(database, book.id());
        }
        for (int round = 0; round < DATABASE_ROUNDS; round++) {
            run(database, book.id(), this::killDatabase);
            database = startDatabase();
            assertThat(database.jdbcUrl(EmbeddedPostgres.DATABASE)).isEqualTo(url);
            holdsEverything(database, book.id());
        }
        addsUp(database, book.id());
        System.out.printf(
                "%d kills of the program, %d of the database: %d transfers acknowledged, none lost, none doubled;"
                        + " %d were asked for again after a kill%n",
                ROUNDS, DATABASE_ROUNDS, acknowledged.size(), again);
        database.stop();
    }

    private EmbeddedPostgres startDatabase() {
        return EmbeddedPostgres.start(home, Options.small().withPrograms(Path.of("target")));
    }

    private static TestServer server(EmbeddedPostgres database) {
        return TestServer.start(
                database.jdbcUrl(EmbeddedPostgres.DATABASE) + "?user=" + database.user() + "&password="
                        + database.password(),
                Map.of());
    }

    /** Starts the load a little below the highest number so that it asks again for what may have been lost, then kills it. */
    private void run(EmbeddedPostgres database, String book, Runnable before) throws IOException, InterruptedException {
        long from = Math.max(1, highest - 50);
        again += highest - from + 1;
        Process load = start(database, book, from);
        int enough = 50 + random.nextInt(1_000);
        int count = 0;
        try (BufferedReader lines = load.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
                if (++count == enough) {
                    before.run();
                    // The process itself would close what it has said and was not read yet.
                    load.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(load.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(count).as("lines of the load").isGreaterThanOrEqualTo(enough);
    }

    /** A line that the kill cut short may be another number, so only a whole one counts. */
    private void take(String line) {
        if (!line.matches("-?[0-9]+\\.")) {
            return;
        }
        long n = Long.parseLong(line.substring(0, line.length() - 1));
        highest = Math.max(highest, Math.abs(n));
        if (n > 0) {
            acknowledged.add(n);
        }
    }

    private Process start(EmbeddedPostgres database, String book, long from) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        return new ProcessBuilder(
                        java,
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashLoad.class.getName(),
                        database.jdbcUrl(EmbeddedPostgres.DATABASE),
                        database.user(),
                        database.password(),
                        book,
                        Long.toString(from))
                .redirectError(Files.createTempFile("crash", ".log").toFile())
                .start();
    }

    /** The postmaster and every process below it. */
    private void killDatabase() {
        try {
            long postmaster =
                    Long.parseLong(Files.readAllLines(home.resolve("postgres").resolve("postmaster.pid"))
                            .getFirst()
                            .trim());
            ProcessHandle handle = ProcessHandle.of(postmaster).orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(handle.descendants().toList());
            handle.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            handle.onExit().join();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void holdsEverything(EmbeddedPostgres database, String book) throws SQLException {
        assertThat(posted(database, book).containsAll(acknowledged)).isTrue();
    }

    /** The numbers of the transfers that are there. */
    private static Set<Long> posted(EmbeddedPostgres database, String book) throws SQLException {
        Set<Long> out = new HashSet<>();
        read(
                database,
                "select key from ledger.transfers where book = '" + book + "' and key like 'crash:%'",
                row -> assertThat(out.add(Long.parseLong(row.getString(1).substring("crash:".length()))))
                        .isTrue());
        return out;
    }

    /** The books add up, and each balance is what the transfers that are there come to, each counted once. */
    private static void addsUp(EmbeddedPostgres database, String book) throws SQLException {
        try (TestServer server = server(database)) {
            var answer = server.operator().get("/api/admin/ledger/verify").is(200);
            assertThat(answer.json().path("ok").asBoolean()).as(answer.text()).isTrue();
        }
        Map<String, Long> wanted = new HashMap<>();
        IntStream.range(0, CrashLoad.ACCOUNTS).forEach(i -> wanted.put("user:" + i, FUNDS));
        for (long n : posted(database, book)) {
            for (Move move : CrashLoad.transfer(n).moves()) {
                wanted.merge(move.from(), -move.amount(), Long::sum);
                wanted.merge(move.to(), move.amount(), Long::sum);
            }
        }
        wanted.remove("platform:fees");
        Map<String, Long> stands = new HashMap<>();
        read(
                database,
                "select path, balance from ledger.accounts where book = '" + book + "' and not floating",
                row -> stands.put(row.getString(1), row.getLong(2)));
        assertThat(stands).isEqualTo(wanted);
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private static void read(EmbeddedPostgres database, String sql, RowReader each) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl(EmbeddedPostgres.DATABASE), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                each.read(rows);
            }
        }
    }
}
