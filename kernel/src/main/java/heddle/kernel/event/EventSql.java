package heddle.kernel.event;

import static heddle.kernel.db.Times.utc;

import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes the event log. Hot paths put the same insert into their own statement. */
public final class EventSql {
    private static final String INSERT = """
            insert into kernel.events (id, tenant_id, type, resource_type, resource_id, object_type_id,
                actor_type, actor_id, actor_label, ip, user_agent, request_id, version, before, after, changed, at)
            values (:id, :tenant_id, :type, :resource_type, :resource_id, :object_type_id,
                :actor_type, :actor_id, :actor_label, :ip, :user_agent, :request_id, :version,
                :before::json, :after::json, :changed, :at)
            """;

    private EventSql() {}

    /** Appends events in order, in the transaction of the handle. */
    public static void insert(Handle handle, List<Event> events) {
        try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
            for (Event e : events) {
                bind(batch, e, handle);
                batch.add();
            }
            batch.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bind(PreparedBatch batch, Event e, Handle handle) throws SQLException {
        Array changed = handle.getConnection().createArrayOf("text", e.changed().toArray());
        batch.bind("id", e.id())
                .bind("tenant_id", e.tenantId())
                .bind("type", e.type())
                .bind("resource_type", e.resourceType())
                .bind("resource_id", e.resourceId())
                .bind("object_type_id", e.objectTypeId())
                .bind("actor_type", e.actor().actorType())
                .bind("actor_id", e.actor().id())
                .bind("actor_label", e.actor().label())
                .bind("ip", e.actor().ip())
                .bind("user_agent", e.actor().userAgent())
                .bind("request_id", e.actor().requestId())
                .bind("version", e.version())
                .bind("before", e.before())
                .bind("after", e.after())
                .bindBySqlType("changed", changed, java.sql.Types.ARRAY)
                .bind("at", utc(e.at()));
    }
}
