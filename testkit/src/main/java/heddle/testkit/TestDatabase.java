package heddle.testkit;

import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for the whole test JVM; every program under test gets a database of its own in it. */
public final class TestDatabase {
    private static final EmbeddedPostgres SERVER = start();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private TestDatabase() {}

    private static EmbeddedPostgres start() {
        try {
            Path home = Files.createTempDirectory("heddle-test");
            EmbeddedPostgres server =
                    EmbeddedPostgres.start(home, Options.small().withPrograms(Path.of("target")));
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::stop));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new empty database, as {@code HEDDLE_DATABASE_URL}. */
    public static String fresh() {
        String name = "test_" + COUNT.incrementAndGet();
        try (Connection connection = connect(EmbeddedPostgres.DATABASE);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return SERVER.jdbcUrl(name) + "?user=" + SERVER.user() + "&password=" + SERVER.password();
    }

    public static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(SERVER.jdbcUrl(database), SERVER.user(), SERVER.password());
    }
}
