package heddle.data.object;

import heddle.data.filter.SqlPredicate;
import heddle.data.list.Stretch;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.NamedSql;
import heddle.kernel.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL of lists. A page and its total are one round trip. */
final class ListStore {
    static final long COUNTED_UP_TO = 10_000;
    private static final int TOTAL_COLUMN = 10;

    /**
     * @param counted rows that match, as far as they were counted; 0 when they were not
     */
    record Read(List<ObjectRow> rows, long counted) {}

    private final Db db;

    ListStore(Db db) {
        this.db = db;
    }

    /** Reads up to {@code wanted} rows from the stretches in turn. */
    Read read(Guard guard, SqlPredicate where, List<Stretch> stretches, int wanted, ObjectLists.Count count) {
        boolean counting = count == ObjectLists.Count.AUTO || count == ObjectLists.Count.EXACT;
        List<ObjectRow> rows = new ArrayList<>(wanted);
        long counted = -1;
        for (Stretch stretch : stretches) {
            if (rows.size() < wanted) {
                counted = Math.max(
                        counted, stretch(guard, where, stretch, wanted - rows.size(), counting ? count : null, rows));
            }
        }
        if (counting && counted < 0) {
            counted = count(guard, where, count);
        }
        return new Read(rows, Math.max(0, counted));
    }

    /** Adds the rows of one stretch; the total, or -1 when no row carried it. */
    private long stretch(
            Guard guard,
            SqlPredicate where,
            Stretch stretch,
            int wanted,
            ObjectLists.@Nullable Count count,
            List<ObjectRow> rows) {
        String live = live(guard.schema(), where);
        String total = count == null ? "" : ", (" + counting(guard.schema(), where, count) + ")";
        String sql = "select " + ObjectRow.COLUMNS + total + " from " + live + ObjectStore.and(stretch.where())
                + " order by " + stretch.orderBy() + limit(wanted);
        Map<String, Object> params = ObjectStore.params(guard.caller(), where);
        params.putAll(stretch.where().params());
        return db.direct(guard.caller(), sql, c -> {
            long counted = -1;
            try (PreparedStatement statement = NamedSql.prepare(c, sql, params);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(ObjectRow.of(row));
                    counted = count == null ? counted : row.getLong(TOTAL_COLUMN);
                }
            }
            return counted;
        });
    }

    /** Spelt out: the planner thinks a bound limit large, prefers a plan of its own for each call, and plans each time. */
    private static String limit(int wanted) {
        return " limit " + wanted;
    }

    private long count(Guard guard, SqlPredicate where, ObjectLists.Count count) {
        String sql = counting(guard.schema(), where, count);
        return db.direct(guard.caller(), sql, c -> number(c, sql, ObjectStore.params(guard.caller(), where)));
    }

    private static String counting(Schema schema, SqlPredicate where, ObjectLists.Count count) {
        String live = live(schema, where);
        return count == ObjectLists.Count.EXACT
                ? "select count(*) from " + live
                : "select count(*) from (select 1 from " + live + " limit " + (COUNTED_UP_TO + 1) + ") counted";
    }

    private static String live(Schema schema, SqlPredicate where) {
        return schema.table() + " o where not o.is_deleted" + ObjectStore.and(where);
    }

    /** The planner's guess of how many rows match. */
    long guess(Guard guard, SqlPredicate where) {
        String sql = "explain (format json) select 1 from " + live(guard.schema(), where);
        return db.direct(guard.caller(), sql, c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, ObjectStore.params(guard.caller(), where));
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return Json.trusted(row.getString(1))
                        .path(0)
                        .path("Plan")
                        .path("Plan Rows")
                        .asLong(0);
            }
        });
    }

    /** The planner's statistics of the whole table. */
    long estimate(Caller caller, Schema schema) {
        String sql =
                "select greatest(reltuples, 0)::bigint from pg_class where oid = '" + schema.table() + "'::regclass";
        return db.direct(caller, sql, c -> number(c, sql, Map.of()));
    }

    List<ObjectRow> trash(Guard guard, SqlPredicate visible, @Nullable String before, String beforeId, int wanted) {
        String after = before == null ? "" : " and (o.deleted_at, o.id) < (:before::timestamptz, :before_id)";
        String sql = "select " + ObjectRow.COLUMNS + " from " + guard.schema().table() + " o where o.is_deleted"
                + ObjectStore.and(visible) + after + " order by o.deleted_at desc, o.id desc" + limit(wanted);
        Map<String, Object> params = new HashMap<>(ObjectStore.params(guard.caller(), visible));
        if (before != null) {
            params.put("before", before);
            params.put("before_id", beforeId);
        }
        return db.direct(guard.caller(), sql, c -> ObjectStore.rows(c, sql, params));
    }

    long countTrash(Guard guard, SqlPredicate visible) {
        String sql =
                "select count(*) from " + guard.schema().table() + " o where o.is_deleted" + ObjectStore.and(visible);
        return db.direct(guard.caller(), sql, c -> number(c, sql, ObjectStore.params(guard.caller(), visible)));
    }

    private static long number(Connection connection, String sql, Map<String, Object> params) throws SQLException {
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, params);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
