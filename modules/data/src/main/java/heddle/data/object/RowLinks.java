package heddle.data.object;

import heddle.data.filter.Condition;
import heddle.data.filter.Links;
import heddle.data.filter.Row;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.NamedSql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What conditions look up beside a row, read from the database. */
public final class RowLinks implements Links {
    private final Db db;
    private final Caller caller;

    public RowLinks(Db db, Caller caller) {
        this.db = db;
        this.caller = caller;
    }

    @Override
    public boolean linked(
            String objectId, String associationType, Condition.Direction direction, @Nullable String otherId) {
        boolean out = direction != Condition.Direction.INCOMING;
        boolean in = direction != Condition.Direction.OUTGOING;
        return (out && exists(objectId, associationType, "from_id", "to_id", otherId))
                || (in && exists(objectId, associationType, "to_id", "from_id", otherId));
    }

    private boolean exists(String id, String type, String mine, String theirs, @Nullable String other) {
        String sql = "select 1 from data.associations where tenant_id = :tenant and association_type = :type and "
                + mine + " = :id" + (other == null ? "" : " and " + theirs + " = :other") + " limit 1";
        Map<String, Object> params = new HashMap<>();
        params.put("tenant", caller.tenantId());
        params.put("type", type);
        params.put("id", id);
        if (other != null) {
            params.put("other", other);
        }
        return db.direct(caller, sql, c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, params);
                    ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        });
    }

    @Override
    public @Nullable Row referenced(Schema target, String objectId) {
        String sql = "select " + ObjectRow.COLUMNS + " from " + target.table() + " where id = :id and not is_deleted";
        Optional<Row> found = db.direct(caller, sql, c -> {
            try (PreparedStatement statement = NamedSql.prepare(c, sql, Map.of("id", objectId));
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(ObjectRow.of(row).row()) : Optional.empty();
            }
        });
        return found.orElse(null);
    }
}
