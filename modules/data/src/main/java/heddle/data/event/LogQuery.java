package heddle.data.event;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.event.EventRows;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.http.Request;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** A list over a tenant's event log, newest first. */
public final class LogQuery {
    private static final int COUNTED = 10_000;

    private final StringBuilder where = new StringBuilder("from kernel.events e where e.tenant_id = :tenant");
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a condition that binds nothing. */
    LogQuery and(String condition) {
        where.append(" and ").append(condition);
        return this;
    }

    /**
     * Adds a condition.
     *
     * @param condition names the value as {@code :name}
     */
    public LogQuery and(String condition, String name, Object value) {
        values.put(name, value);
        return and(condition);
    }

    /** Adds a column's equality when the caller asks for it. */
    public LogQuery equal(String column, @Nullable String value) {
        return value == null || value.isEmpty() ? this : and("e." + column + " = :" + column, column, value);
    }

    /** Adds the parameters {@code from} and {@code to}: times, or days that are meant whole. */
    public LogQuery between(Request in) {
        Instant from = time(in, "from", 0);
        Instant to = time(in, "to", 1);
        if (from != null) {
            and("e.at >= :from", "from", utc(from));
        }
        if (to != null) {
            boolean day = String.valueOf(in.query("to")).length() == 10;
            and(day ? "e.at < :to" : "e.at <= :to", "to", utc(to));
        }
        return this;
    }

    private static @Nullable Instant time(Request in, String name, int plusDays) {
        String text = in.query(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).plusDays(plusDays).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw Problem.invalid(
                    name, "invalid_format", name + " must be a time such as 2026-01-31T09:00:00Z, or a day");
        }
    }

    public List<RecordedEvent> page(Tx tx, int limit, int offset) {
        return bound(tx.query(
                        "select " + EventRows.COLUMNS + where + " order by e.seq desc limit :limit offset :offset"))
                .bind("limit", limit)
                .bind("offset", offset)
                .map((row, context) -> EventRows.read(row))
                .list();
    }

    /** Exact up to ten thousand, beyond that what the planner thinks. */
    public Total total(Tx tx) {
        long counted = bound(tx.query("select count(*) from (select 1 " + where + " limit " + (COUNTED + 1) + ") c"))
                .mapTo(Long.class)
                .one();
        if (counted <= COUNTED) {
            return new Total(counted, null);
        }
        String plan = bound(tx.query("explain (format json) select 1 " + where))
                .mapTo(String.class)
                .one();
        long guess = Json.trusted(plan).path(0).path("Plan").path("Plan Rows").asLong(counted);
        return new Total(Math.max(guess, counted), true);
    }

    /**
     * @param estimated true when it is a guess, else null
     */
    public record Total(long count, @Nullable Boolean estimated) {}

    private Query bound(Query query) {
        values.forEach(query::bind);
        return query;
    }
}
