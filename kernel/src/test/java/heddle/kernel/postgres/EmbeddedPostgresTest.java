package heddle.kernel.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Path PROGRAMS = Path.of("target");

    @TempDir
    static Path template;

    @TempDir
    Path home;

    private final List<EmbeddedPostgres> started = new ArrayList<>();

    @BeforeAll
    static void makeTheTemplate() {
        EmbeddedPostgres.start(template, options()).stop();
    }

    @AfterEach
    void stopAll() {
        started.forEach(EmbeddedPostgres::stop);
    }

    @Test
    void aFreshHomeHasADurableServerInUtf8() throws Exception {
        EmbeddedPostgres server = start();

        assertThat(server.adopted()).isFalse();
        assertThat(query(server, "select current_user || ' ' || current_database()"))
                .isEqualTo("heddle heddle");
        assertThat(query(
                        server,
                        "select current_setting('fsync') || current_setting('synchronous_commit')"
                                + " || current_setting('full_page_writes')"))
                .isEqualTo("ononon");
        assertThat(query(
                        server,
                        "select pg_encoding_to_char(encoding) || ' ' || datlocale from pg_database"
                                + " where datname = current_database()"))
                .isEqualTo("UTF8 C.UTF-8");
        assertThat(query(server, "select reset_val from pg_settings where name = 'log_timezone'"))
                .isEqualTo("UTC");
        assertThat(query(
                        server,
                        "select current_setting('listen_addresses') || current_setting('unix_socket_directories')"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void onlyTheOwnerReadsThePasswordAndNobodyEntersWithoutIt() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres server = start();

        Path password = home.resolve("postgres.password");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(password).strip())
                .isEqualTo(server.password())
                .hasSize(32);
        assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl("heddle"), "heddle", "wrong"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aRestartKeepsDataAndPort() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres first = start();
        execute(first, "create table kept as select 42 as value");
        first.stop();
        assertThatThrownBy(() -> query(first, "select 1")).isInstanceOf(SQLException.class);

        EmbeddedPostgres second = start();

        assertThat(second.adopted()).isFalse();
        assertThat(second.port()).isEqualTo(first.port());
        assertThat(query(second, "select value from kept")).isEqualTo("42");
    }

    @Test
    void recoversFromKillNineOfTheServer() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres first = start();
        execute(first, "create table kept as select 42 as value");
        kill(first);

        EmbeddedPostgres second = start();

        assertThat(second.adopted()).isFalse();
        assertThat(query(second, "select value from kept")).isEqualTo("42");
    }

    @Test
    void adoptsARunningServerAndTheLastUserStopsIt() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres first = start();
        EmbeddedPostgres second = start();

        assertThat(second.adopted()).isTrue();
        assertThat(second.port()).isEqualTo(first.port());
        first.stop();
        assertThat(query(second, "select 1")).isEqualTo("1");
        second.stop();
        assertThat(Postmaster.file(home.resolve("postgres"))).doesNotExist();
    }

    @Test
    void adoptsTheServerOfAProcessThatWasKilled() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres first = start();
        Path users = home.resolve("postgres.users");
        try (var files = Files.list(users)) {
            // What a kill -9 leaves: the mark of a user whose process is gone.
            Files.move(files.findFirst().orElseThrow(), users.resolve("2-1-gone"));
        }

        EmbeddedPostgres second = start();

        assertThat(second.adopted()).isTrue();
        assertThat(second.port()).isEqualTo(first.port());
        second.stop();
        assertThat(Postmaster.file(home.resolve("postgres"))).doesNotExist();
    }

    @Test
    void manyStartsAtOnceShareOneServer() throws Exception {
        List<Callable<EmbeddedPostgres>> starts = List.of(this::open, this::open, this::open);
        List<EmbeddedPostgres> servers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            for (Future<EmbeddedPostgres> server : threads.invokeAll(starts)) {
                servers.add(server.get());
            }
        }
        started.addAll(servers);

        assertThat(servers)
                .extracting(EmbeddedPostgres::port)
                .containsOnly(servers.getFirst().port());
        assertThat(servers).extracting(EmbeddedPostgres::adopted).containsOnlyOnce(false);
    }

    @Test
    void anInterruptedInitIsSweptAndDoneAgain() throws Exception {
        Path draft = Files.createDirectories(home.resolve("postgres.draft-123/base"));
        Files.writeString(draft.resolve("PG_VERSION"), "18\n");

        EmbeddedPostgres server = start();

        assertThat(query(server, "select 1")).isEqualTo("1");
        assertThat(home.resolve("postgres.draft-123")).doesNotExist();
    }

    @Test
    void aStalePidOfAnotherProgramDoesNotHinderTheStart() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres first = start();
        first.stop();
        Path data = home.toRealPath().resolve("postgres");
        String self = Long.toString(ProcessHandle.current().pid());
        Files.write(
                Postmaster.file(data),
                List.of(self, data.toString(), "1", "" + first.port(), "", "127.0.0.1", "1 2", "ready"));

        EmbeddedPostgres second = start();

        assertThat(second.adopted()).isFalse();
        assertThat(query(second, "select 1")).isEqualTo("1");
    }

    @Test
    void aTakenPortIsLeftForAnotherUnlessItWasDemanded() throws Exception {
        copyTheTemplate();
        EmbeddedPostgres first = start();
        first.stop();
        try (ServerSocket taken = new ServerSocket(first.port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Options demanding = options().withPort(taken.getLocalPort());
            assertThatThrownBy(() -> EmbeddedPostgres.start(home, demanding))
                    .isInstanceOf(PostgresFault.class)
                    .hasMessageContaining("Port " + taken.getLocalPort() + " is taken");

            EmbeddedPostgres second = start();

            assertThat(second.port()).isNotEqualTo(taken.getLocalPort());
        }
    }

    @Test
    void aServerThatCannotStartShowsTheEndOfItsLog() throws Exception {
        copyTheTemplate();
        start().stop();
        Files.writeString(home.resolve("postgres/postgresql.conf"), "no_such_setting = 1\n");

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, options()))
                .isInstanceOf(PostgresFault.class)
                .hasMessageContaining("no_such_setting")
                .hasMessageContaining("postgres.log");
    }

    @Test
    void aFolderOfSomethingElseIsNotTouched() throws Exception {
        Path other = Files.createDirectories(home.resolve("postgres")).resolve("thesis.txt");
        Files.writeString(other, "chapter one");

        assertThatThrownBy(() -> EmbeddedPostgres.start(home, options()))
                .isInstanceOf(PostgresFault.class)
                .hasMessageContaining("something else");
        assertThat(other).hasContent("chapter one");
    }

    @Test
    void aLostPasswordOrAnotherMajorVersionIsSaid() throws Exception {
        copyTheTemplate();
        start().stop();
        Files.move(home.resolve("postgres.password"), home.resolve("aside"));
        assertThatThrownBy(() -> EmbeddedPostgres.start(home, options()))
                .isInstanceOf(PostgresFault.class)
                .hasMessageContaining("postgres.password");

        Files.writeString(home.resolve("postgres/PG_VERSION"), "17\n");
        assertThatThrownBy(() -> EmbeddedPostgres.start(home, options()))
                .isInstanceOf(PostgresFault.class)
                .hasMessageContaining("PostgreSQL 17");
    }

    // Spares most tests the second that initdb takes.
    private void copyTheTemplate() throws IOException {
        try (Stream<Path> files = Files.walk(template)) {
            for (Path file : files.skip(1).toList()) {
                Files.copy(file, home.resolve(template.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private EmbeddedPostgres start() {
        EmbeddedPostgres server = open();
        started.add(server);
        return server;
    }

    private EmbeddedPostgres open() {
        return EmbeddedPostgres.start(home, options());
    }

    private static Options options() {
        return Options.small().withPrograms(PROGRAMS).withPatience(Duration.ofSeconds(60));
    }

    private void kill(EmbeddedPostgres server) throws Exception {
        Path data = home.toRealPath().resolve("postgres");
        Postmaster postmaster = Postmaster.of(data).orElseThrow();
        assertThat(postmaster.port()).isEqualTo(server.port());
        ProcessHandle process = ProcessHandle.of(postmaster.pid()).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
    }

    private static String query(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(EmbeddedPostgres server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect(EmbeddedPostgres server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(EmbeddedPostgres.DATABASE), server.user(), server.password());
    }
}
