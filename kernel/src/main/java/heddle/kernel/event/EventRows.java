package heddle.kernel.event;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads rows of the event log. For stores that select from it with conditions of their own. */
public final class EventRows {
    /** The columns that {@link #read} expects, of a table under the alias {@code e}. */
    public static final String COLUMNS = """
            e.seq, e.xid::text as xid, e.id, e.tenant_id, e.type, e.resource_type, e.resource_id, e.object_type_id,
            e.actor_type, e.actor_id, e.actor_label, e.ip, e.user_agent, e.request_id, e.source, e.silent, e.version,
            e.before, e.after, e.changed, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
            """;

    private EventRows() {}

    public static RecordedEvent read(ResultSet row) throws SQLException {
        return new RecordedEvent(
                row.getLong("seq"),
                Long.parseUnsignedLong(text(row, "xid")),
                text(row, "id"),
                text(row, "tenant_id"),
                text(row, "type"),
                text(row, "resource_type"),
                text(row, "resource_id"),
                row.getString("object_type_id"),
                text(row, "actor_type"),
                text(row, "actor_id"),
                text(row, "actor_label"),
                text(row, "ip"),
                text(row, "user_agent"),
                text(row, "request_id"),
                row.getString("source"),
                row.getBoolean("silent"),
                version(row),
                row.getString("before"),
                row.getString("after"),
                names(row.getArray("changed")),
                text(row, "at"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        if (value == null) {
            throw new SQLException("The event log has no " + column);
        }
        return value;
    }

    private static @Nullable Integer version(ResultSet row) throws SQLException {
        int version = row.getInt("version");
        return row.wasNull() ? null : version;
    }

    private static List<String> names(@Nullable Array array) throws SQLException {
        if (array == null) {
            return List.of();
        }
        String[] names = (String[]) array.getArray();
        return names.length == 0 ? List.of() : List.of(names);
    }
}
