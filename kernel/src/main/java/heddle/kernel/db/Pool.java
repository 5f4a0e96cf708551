package heddle.kernel.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The connection pool, set for short statements that are prepared once per connection. */
public final class Pool {
    private static final String TIMESTAMPTZ_OID = "1184";

    private Pool() {}

    /**
     * @param size connections at most
     */
    public static HikariDataSource open(String url, String user, String password, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("heddle");
        config.setJdbcUrl(url);
        if (!user.isEmpty()) {
            config.setUsername(user);
            config.setPassword(password);
        }
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(4, size));
        config.setConnectionTimeout(5_000);
        config.setInitializationFailTimeout(10_000);
        config.setMaxLifetime(30 * 60_000L);
        config.addDataSourceProperty("ApplicationName", "heddle");
        config.addDataSourceProperty("preparedStatementCacheQueries", "512");
        config.addDataSourceProperty("preparedStatementCacheSizeMiB", "16");
        config.addDataSourceProperty("prepareThreshold", "3");
        // Times travel as text in UTC so that a row's time reaches the wire without being parsed and printed again.
        config.addDataSourceProperty("binaryTransferDisable", TIMESTAMPTZ_OID);
        config.addDataSourceProperty("options", "-c TimeZone=UTC -c statement_timeout=30000 -c jit=off");
        return new HikariDataSource(config);
    }
}
