package heddle.data.sql;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.DbFailure;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs one reading statement of a tenant. Row policies do not apply to it, so those whom a policy may hold are refused.
 */
public final class SqlQueries {
    private static final int MAX_ROWS = 1_000;
    private static final int MAX_BYTES = 5 * 1024 * 1024;
    private static final int MAX_RUNNING = 2;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final String LIMITS = """
            set local statement_timeout = '5s'; set local lock_timeout = '1s'; set local work_mem = '16MB'; \
            set local idle_in_transaction_session_timeout = '30s'""";

    /** Rows are fetched in small parts, so that few large ones do not fill the memory before they are counted. */
    private static final int FETCHED = 50;

    private final Kernel kernel;
    private final SqlRooms rooms;
    private final SqlSessions sessions;
    private final ConcurrentMap<String, Integer> running = new ConcurrentHashMap<>();

    public SqlQueries(Kernel kernel, SqlRooms rooms) {
        this.kernel = kernel;
        this.rooms = rooms;
        this.sessions = new SqlSessions(kernel.databaseUrl());
        kernel.ticker().every(Duration.ofSeconds(30), sessions::closeIdle);
    }

    SqlJson.Result run(Caller caller, SqlJson.Ask ask) {
        if (caller.policed()) {
            throw Problem.forbidden(
                    "POLICY_DENIED", "SQL reads past row policies; it needs the permission policies:bypass too");
        }
        SqlParams params = SqlParams.of(ask.params());
        Statement statement =
                Statement.of(ask.sql() == null ? "" : ask.sql(), params.values().size());
        String tenantId = caller.tenantId();
        if (running.merge(tenantId, 1, Integer::sum) > MAX_RUNNING) {
            finished(tenantId);
            throw Problem.tooMany("Two statements of this tenant are running; wait for one of them", 1);
        }
        try {
            return recorded(caller, statement, params, String.valueOf(ask.sql()));
        } finally {
            finished(tenantId);
        }
    }

    private void finished(String tenantId) {
        running.computeIfPresent(tenantId, (id, count) -> count == 1 ? null : count - 1);
    }

    private SqlJson.Result recorded(Caller caller, Statement statement, SqlParams params, String sql) {
        long start = System.nanoTime();
        try {
            SqlJson.Result result = inTurn(caller, statement, params, start);
            record(caller, new SqlJson.Executed(sql, result.rowCount(), result.durationMs(), null));
            return result;
        } catch (Problem refusal) {
            record(caller, new SqlJson.Executed(sql, null, millisSince(start), refusal.code()));
            throw refusal;
        }
    }

    private void record(Caller caller, SqlJson.Executed fact) {
        String id = kernel.ids().next("evt");
        kernel.db().tx(caller, tx -> {
            tx.record(Event.of(
                    id,
                    caller,
                    "sql.executed",
                    id,
                    Json.text(fact),
                    kernel.time().instant()));
            return true;
        });
    }

    private SqlJson.Result inTurn(Caller caller, Statement statement, SqlParams params, long start) {
        Login login = rooms.login(caller.tenantId());
        sessions.enter();
        try {
            return run(login, begun(login), statement, params, start);
        } catch (SQLException e) {
            throw new DbFailure(e);
        } finally {
            sessions.leave();
        }
    }

    /** A session in a transaction that only reads; one that died while it was idle is passed over. */
    private Connection begun(Login login) throws SQLException {
        for (Connection used = sessions.idle(login); used != null; used = sessions.idle(login)) {
            try {
                begin(used);
                return used;
            } catch (SQLException e) {
                SqlSessions.close(used);
            }
        }
        Connection fresh;
        try {
            fresh = sessions.open(login);
        } catch (SQLException e) {
            if (!String.valueOf(e.getSQLState()).startsWith("28")) {
                throw e;
            }
            fresh = sessions.open(rooms.repaired(login.tenantId()));
        }
        begin(fresh);
        return fresh;
    }

    private static void begin(Connection connection) throws SQLException {
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        try (java.sql.Statement limits = connection.createStatement()) {
            limits.execute(LIMITS);
        }
    }

    private SqlJson.Result run(Login login, Connection connection, Statement statement, SqlParams params, long start)
            throws SQLException {
        boolean sound = false;
        try (PreparedStatement prepared = connection.prepareStatement(statement.text())) {
            prepared.setFetchSize(FETCHED);
            prepared.setMaxRows(MAX_ROWS + 1);
            params.bind(prepared, statement);
            SqlJson.Result result;
            try (ResultSet rows = prepared.executeQuery()) {
                result = read(rows, statement, start);
            }
            sound = true;
            return result;
        } catch (SQLException e) {
            Problem refusal = SqlRefusals.of(e, statement);
            sound = refusal != null && !String.valueOf(e.getSQLState()).startsWith("08");
            throw refusal == null ? new DbFailure(e) : refusal;
        } finally {
            if (sound) {
                sessions.keep(login, connection);
            } else {
                SqlSessions.close(connection);
            }
        }
    }

    private static SqlJson.Result read(ResultSet rows, Statement statement, long start) throws SQLException {
        SqlCells cells = new SqlCells(
                rows.getMetaData(), statement.explain() ? SqlRefusals::scrubbed : UnaryOperator.identity());
        List<ObjectNode> out = new ArrayList<>();
        long bytes = 0;
        boolean truncated = false;
        while (!truncated && rows.next()) {
            if (System.nanoTime() - start > LONGEST.toNanos() * 2) {
                throw SqlRefusals.timeout();
            }
            ObjectNode row = cells.row(rows);
            bytes += Json.bytes(row).length;
            truncated = out.size() == MAX_ROWS || bytes > MAX_BYTES;
            if (!truncated) {
                out.add(row);
            }
        }
        return new SqlJson.Result(cells.names(), out, out.size(), millisSince(start), truncated, cells.types());
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }
}
