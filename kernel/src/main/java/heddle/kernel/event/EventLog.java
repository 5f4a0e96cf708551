package heddle.kernel.event;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.DbFailure;
import heddle.kernel.db.NamedSql;
import heddle.kernel.db.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads back what the event log holds, for readers that were away. */
public final class EventLog {
    private static final int PAGE = 200;
    /** How far before its own number a reader looks for facts of transactions that were slower than its last one. */
    private static final long OVERLAP = 100_000;

    /** What a reader may have missed: of a younger transaction or with a greater number, up to where live facts begin. */
    private static final String MISSED = """
            from kernel.events e
            where e.tenant_id = :tenant and e.seq > :after
                and not (e.xid <= cast(:xid as xid8) and e.seq <= :since)
                and (e.xid, e.seq) <= (cast(:until_xid as xid8), :until_seq)
            """;

    private final DataSource pool;

    public EventLog(DataSource pool) {
        this.pool = pool;
    }

    /** The greatest number of a tenant's facts up to a place in the log; 0 when it has none. */
    public long lastSeq(String tenantId, LogCursor until) {
        String sql = """
                select e.seq from kernel.events e
                where e.tenant_id = :tenant and (e.xid, e.seq) <= (cast(:until_xid as xid8), :until_seq)
                order by e.seq desc limit 1
                """;
        return query(sql, until(tenantId, until), row -> row.next() ? row.getLong(1) : 0L);
    }

    /** A stretch of the log that can be read from its start as often as wanted. */
    public final class Replay {
        private final Map<String, Object> params;

        private Replay(Map<String, Object> params) {
            this.params = params;
        }

        /** Reads in pages, in the order of the numbers. */
        public void forEach(Consumer<RecordedEvent> reader) {
            Map<String, Object> page = new HashMap<>(params);
            page.put("limit", PAGE);
            String sql = "select " + EventRows.COLUMNS + MISSED + " order by e.seq limit :limit";
            while (true) {
                List<RecordedEvent> events = query(sql, page, EventLog::events);
                events.forEach(reader);
                if (events.size() < PAGE) {
                    return;
                }
                page.put("after", events.getLast().seq());
            }
        }
    }

    /**
     * What a tenant's reader missed since it saw a number. It may be told again what overlapped with that number, never
     * too little.
     *
     * @param since the number it saw last; 0 for the beginning
     * @param until where its live facts begin
     * @param notBefore older facts are not replayed
     * @param limit more facts than this are not replayed
     * @return null when the log cannot say: the number is unknown or dropped, or too much has happened since
     */
    public @Nullable Replay since(String tenantId, long since, LogCursor until, Instant notBefore, int limit) {
        Map<String, Object> params = until(tenantId, until);
        String xid = since == 0 ? "0" : xidOf(tenantId, since);
        if (xid.isEmpty()) {
            return null;
        }
        params.put("xid", xid);
        params.put("since", since);
        params.put("after", Math.max(0, since - OVERLAP));
        params.put("limit", limit + 1);
        params.put("not_before", notBefore.toString());
        String sql =
                "select count(*), coalesce(bool_or(at < cast(:not_before as timestamptz)), false) from (select e.at "
                        + MISSED + " order by e.seq limit :limit) m";
        boolean told = query(sql, params, row -> row.next() && row.getLong(1) <= limit && !row.getBoolean(2));
        return told ? new Replay(params) : null;
    }

    private String xidOf(String tenantId, long seq) {
        String sql = "select xid::text from kernel.events where tenant_id = :tenant and seq = :seq";
        return query(sql, Map.of("tenant", tenantId, "seq", seq), row -> row.next() ? row.getString(1) : "");
    }

    /**
     * Erases the oldest facts of the transaction's tenant, which is gone: the only way out of the log but time. That the
     * tenant was deleted stays.
     *
     * @return how many were erased; less than the limit when nothing is left
     */
    public static int erase(Tx tx, int limit) {
        tx.define("set local heddle.pruning = 'on'");
        int erased = tx.update("""
                        delete from kernel.events where tenant_id = :tenant and seq in (
                            select seq from kernel.events where tenant_id = :tenant and type <> 'tenant.deleted'
                            order by seq limit :limit)
                        """).bind("limit", limit).execute();
        tx.define("set local heddle.pruning = 'off'");
        return erased;
    }

    /**
     * Erases facts of the transaction's tenant that are older than it wants to keep them. That its rules were changed is
     * kept a year in any case.
     *
     * @param yearAgo a year before now
     * @return how many were erased; less than the limit when nothing is left
     */
    public static int eraseBefore(Tx tx, Instant before, Instant yearAgo, int limit) {
        tx.define("set local heddle.pruning = 'on'");
        int erased = tx.update("""
                        delete from kernel.events where tenant_id = :tenant and seq in (
                            select seq from kernel.events where tenant_id = :tenant and at < :before
                                and (type <> 'governance.updated' or at < :year_ago)
                            order by seq limit :limit)
                        """)
                .bind("before", utc(before))
                .bind("year_ago", utc(yearAgo))
                .bind("limit", limit)
                .execute();
        tx.define("set local heddle.pruning = 'off'");
        return erased;
    }

    private static Map<String, Object> until(String tenantId, LogCursor until) {
        Map<String, Object> params = new HashMap<>();
        params.put("tenant", tenantId);
        params.put("until_xid", Long.toUnsignedString(until.xid()));
        params.put("until_seq", until.seq());
        return params;
    }

    private static List<RecordedEvent> events(ResultSet row) throws SQLException {
        List<RecordedEvent> out = new ArrayList<>();
        while (row.next()) {
            out.add(EventRows.read(row));
        }
        return out;
    }

    @FunctionalInterface
    private interface Read<T extends @Nullable Object> {
        T of(ResultSet rows) throws SQLException;
    }

    private <T extends @Nullable Object> T query(String sql, Map<String, ?> params, Read<T> read) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = NamedSql.prepare(connection, sql, params);
                ResultSet rows = statement.executeQuery()) {
            return read.of(rows);
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }
}
