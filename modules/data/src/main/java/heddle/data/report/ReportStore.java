package heddle.data.report;

import heddle.data.filter.SqlPredicate;
import heddle.data.object.Guard;
import heddle.kernel.db.DbFailure;
import heddle.kernel.db.NamedSql;
import heddle.kernel.db.Tx;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The SQL of reports: the database adds up, nothing else. */
final class ReportStore {
    static final int MAX_ROWS = 10_000;

    /** One group. {@code at} is the bucket of a time series. */
    record Group(
            @Nullable Instant at,
            @Nullable String key,
            @Nullable String currency,
            @Nullable BigDecimal value,
            long count) {}

    /** An event of somebody, for funnels over events. */
    record Happening(String who, String type) {}

    /** Adds up by one key. */
    List<Group> byKey(Tx tx, Guard guard, SqlPredicate where, String key, Measure measure, @Nullable Integer limit) {
        String sql = """
                select null::bigint, g.* from (
                    select %s as key, %s as currency, %s as value, count(*) as n
                    from %s o where not o.is_deleted and %s group by 1, 2
                ) g
                order by g.value desc nulls last, g.key collate "C" asc nulls last, g.currency limit %d
                """.formatted(
                        key,
                        currency(measure),
                        measure.sql(),
                        guard.schema().table(),
                        where.sql(),
                        limit == null ? MAX_ROWS : limit);
        return groups(tx, guard, sql, where, Map.of());
    }

    /**
     * Adds up by bucket of time, and by a key where one is given.
     *
     * @param unit of {@code date_trunc}, one of ours
     */
    List<Group> byTime(
            Tx tx,
            Guard guard,
            SqlPredicate where,
            String moment,
            String unit,
            @Nullable String key,
            Measure measure,
            Span span) {
        String sql = """
                select (extract(epoch from (date_trunc('%s', m.at at time zone :zone)) at time zone :zone) * 1000)::bigint,
                    %s as key, %s as currency, %s as value, count(*) as n
                from %s o cross join lateral (select %s as at) m
                where not o.is_deleted and %s and m.at >= :start::timestamptz and m.at < :end::timestamptz
                group by 1, 2, 3 order by 1 limit %d
                """.formatted(
                        unit,
                        key == null ? "null::text" : key,
                        currency(measure),
                        measure.sql(),
                        guard.schema().table(),
                        moment,
                        where.sql(),
                        MAX_ROWS + 1);
        return groups(
                tx,
                guard,
                sql,
                where,
                Map.of(
                        "zone", span.zone().getId(),
                        "start", span.start().toString(),
                        "end", span.end().toString()));
    }

    /** How many objects satisfy each of the conditions, in one pass. */
    List<Long> counts(Tx tx, Guard guard, SqlPredicate visible, List<SqlPredicate> conditions) {
        StringBuilder columns = new StringBuilder();
        Map<String, Object> params = new HashMap<>(visible.params());
        for (SqlPredicate condition : conditions) {
            columns.append(columns.isEmpty() ? "" : ", ")
                    .append("count(*) filter (where ")
                    .append(condition.sql())
                    .append(')');
            params.putAll(condition.params());
        }
        params.put("tenant", guard.caller().tenantId());
        String sql = "select " + columns + " from " + guard.schema().table() + " o where not o.is_deleted and "
                + visible.sql();
        limitTime(tx);
        try (PreparedStatement statement = NamedSql.prepare(tx.connection(), sql, params);
                ResultSet row = statement.executeQuery()) {
            row.next();
            List<Long> out = new ArrayList<>();
            for (int i = 1; i <= conditions.size(); i++) {
                out.add(row.getLong(i));
            }
            return out;
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    /** Custom events of these types by whom they are, in their order. */
    List<Happening> happenings(Tx tx, List<String> types) {
        limitTime(tx);
        return tx.query("""
                        select actor_id, type from kernel.events
                        where tenant_id = :tenant and type = any(:types) order by actor_id, seq limit 200000
                        """)
                .bindArray("types", String.class, types)
                .map((row, c) -> new Happening(row.getString(1), row.getString(2)))
                .list();
    }

    private static String currency(Measure measure) {
        return measure.currency() == null ? "null::text" : measure.currency();
    }

    private static List<Group> groups(Tx tx, Guard guard, String sql, SqlPredicate where, Map<String, Object> more) {
        Map<String, Object> params = new HashMap<>(where.params());
        params.putAll(more);
        params.put("tenant", guard.caller().tenantId());
        limitTime(tx);
        try (PreparedStatement statement = NamedSql.prepare(tx.connection(), sql, params);
                ResultSet row = statement.executeQuery()) {
            List<Group> out = new ArrayList<>();
            while (row.next()) {
                long millis = row.getLong(1);
                Instant at = row.wasNull() ? null : Instant.ofEpochMilli(millis);
                out.add(new Group(at, row.getString(2), row.getString(3), row.getBigDecimal(4), row.getLong(5)));
            }
            return out;
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    private static void limitTime(Tx tx) {
        tx.define("set local statement_timeout = '10s'");
    }
}
