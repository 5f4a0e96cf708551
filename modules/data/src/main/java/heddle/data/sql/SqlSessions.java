package heddle.data.sql;

import heddle.kernel.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** At most {@value #MAX} sessions of all tenants together, each in its tenant's own role; the one idle longest goes. */
final class SqlSessions {
    static final int MAX = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private record Idle(String role, Connection connection, long since) {}

    private final String url;
    private final Semaphore running = new Semaphore(MAX, true);
    private final Deque<Idle> idle = new ArrayDeque<>();

    /**
     * @param url JDBC URL of the database, without a login
     */
    SqlSessions(String url) {
        this.url = url;
    }

    /**
     * Waits until fewer than {@value #MAX} sessions are at work. Pair it with {@link #leave}.
     *
     * @throws Problem 503 when that takes too long
     */
    void enter() {
        try {
            if (running.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw Problem.unavailable("NOT_READY", "Too many SQL statements are running; try again");
    }

    void leave() {
        running.release();
    }

    /** A session that was used before, or null. */
    synchronized @Nullable Connection idle(Login login) {
        for (Iterator<Idle> all = idle.descendingIterator(); all.hasNext(); ) {
            Idle one = all.next();
            if (one.role().equals(login.role())) {
                all.remove();
                return one.connection();
            }
        }
        return null;
    }

    Connection open(Login login) throws SQLException {
        makeRoom();
        Properties properties = new Properties();
        properties.setProperty("user", login.role());
        properties.setProperty("password", login.password().value());
        properties.setProperty("ApplicationName", "heddle sql");
        properties.setProperty("currentSchema", login.role());
        properties.setProperty(
                "options", "-c TimeZone=UTC -c default_transaction_read_only=on -c standard_conforming_strings=on");
        // Unnamed statements only, so that nothing of one use is left for the next.
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("preparedStatementCacheQueries", "0");
        properties.setProperty("maxResultBuffer", "32M");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "20");
        Connection connection = DriverManager.getConnection(url, properties);
        if (!connection.getMetaData().getUserName().equals(login.role())) {
            connection.close();
            throw new IllegalStateException("HEDDLE_DATABASE_URL overrides the user of SQL sessions");
        }
        return connection;
    }

    /** Takes a session back, wiped, or closes it when it cannot be wiped. */
    void keep(Login login, Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
            try (Statement statement = connection.createStatement()) {
                statement.execute("discard all");
            }
        } catch (SQLException e) {
            close(connection);
            return;
        }
        synchronized (this) {
            idle.addLast(new Idle(login.role(), connection, System.nanoTime()));
        }
    }

    static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It was broken, and is closed now as far as we can.
            return;
        }
    }

    /** Closes what nobody used for a minute. */
    void closeIdle() {
        List<Idle> old = new ArrayList<>();
        synchronized (this) {
            while (!idle.isEmpty() && System.nanoTime() - idle.getFirst().since() > IDLE.toNanos()) {
                old.add(idle.removeFirst());
            }
        }
        old.forEach(i -> close(i.connection()));
    }

    /** The caller counts among those running, so that fewer than {@value #MAX} may stay idle beside them. */
    private void makeRoom() {
        List<Idle> surplus = new ArrayList<>();
        synchronized (this) {
            int working = MAX - running.availablePermits();
            while (!idle.isEmpty() && idle.size() + working > MAX) {
                surplus.add(idle.removeFirst());
            }
        }
        surplus.forEach(i -> close(i.connection()));
    }
}
