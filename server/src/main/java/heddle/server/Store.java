package heddle.server;

import com.zaxxer.hikari.HikariDataSource;
import heddle.kernel.config.Config;
import heddle.kernel.config.Database;
import heddle.kernel.db.Migrations;
import heddle.kernel.db.Pool;
import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The database that this process uses: a server of its own, or one that somebody else runs. */
final class Store implements AutoCloseable {
    private static final int MIGRATION_POOL = 2;

    private final @Nullable EmbeddedPostgres embedded;
    private final String url;
    private final String user;
    private final String password;
    private final HikariDataSource pool;

    private Store(@Nullable EmbeddedPostgres embedded, String url, String user, String password, int poolSize) {
        this.embedded = embedded;
        this.url = url;
        this.user = user;
        this.password = password;
        migrate();
        this.pool = Pool.open(url, user, password, poolSize);
    }

    /** Starts or finds the database and brings it to this version's shape. */
    static Store open(Config config) {
        return switch (config.database()) {
            case Database.Embedded _ -> {
                EmbeddedPostgres server = EmbeddedPostgres.start(config.home(), Options.standard());
                yield new Store(
                        server,
                        server.jdbcUrl(EmbeddedPostgres.DATABASE),
                        server.user(),
                        server.password(),
                        config.poolSize());
            }
            case Database.External external ->
                new Store(
                        null,
                        external.jdbcUrl(),
                        external.user(),
                        external.password().value(),
                        config.poolSize());
        };
    }

    private void migrate() {
        try (HikariDataSource own = Pool.open(url, user, password, MIGRATION_POOL)) {
            Migrations.run(own, "kernel", "identity", "data", "ledger", "studio", "market");
        }
    }

    HikariDataSource pool() {
        return pool;
    }

    String url() {
        return url;
    }

    /** A connection outside the pool, for listening. */
    Connection connection() throws SQLException {
        Properties properties = new Properties();
        if (!user.isEmpty()) {
            properties.setProperty("user", user);
            properties.setProperty("password", password);
        }
        properties.setProperty("ApplicationName", "heddle signals");
        return DriverManager.getConnection(url, properties);
    }

    /** Whether the embedded server was already running, so that somebody else stops it. */
    boolean adopted() {
        return embedded != null && embedded.adopted();
    }

    /** Closes the connections and leaves the server running. */
    void release() {
        pool.close();
    }

    @Override
    public void close() {
        release();
        if (embedded != null) {
            embedded.stop();
        }
    }
}
