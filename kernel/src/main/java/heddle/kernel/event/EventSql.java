package heddle.kernel.event;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the event log. Hot paths put the same insert into their own statement. */
public final class EventSql {
    public static final String INSERT = """
            insert into kernel.events (id, tenant_id, type, resource_type, resource_id, object_type_id,
                actor_type, actor_id, actor_label, ip, user_agent, request_id, version, before, after, changed, at)
            values (:id, :tenant_id, :type, :resource_type, :resource_id, :object_type_id,
                :actor_type, :actor_id, :actor_label, :ip, :user_agent, :request_id, :version,
                cast(:before as json), cast(:after as json), :changed, :at)
            """;

    private EventSql() {}

    /** What the insert binds, by name. */
    public static Map<String, @Nullable Object> params(Event e) {
        Map<String, @Nullable Object> params = new HashMap<>();
        params.put("id", e.id());
        params.put("tenant_id", e.tenantId());
        params.put("type", e.type());
        params.put("resource_type", e.resourceType());
        params.put("resource_id", e.resourceId());
        params.put("object_type_id", e.objectTypeId());
        params.put("actor_type", e.actor().actorType());
        params.put("actor_id", e.actor().id());
        params.put("actor_label", e.actor().label());
        params.put("ip", e.actor().ip());
        params.put("user_agent", e.actor().userAgent());
        params.put("request_id", e.actor().requestId());
        params.put("version", e.version());
        params.put("before", e.before());
        params.put("after", e.after());
        params.put("changed", e.changed());
        params.put("at", e.at());
        return params;
    }
}
