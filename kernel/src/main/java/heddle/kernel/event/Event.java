package heddle.kernel.event;

import heddle.kernel.access.Caller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact to be recorded in the one event log. Audit, versions, realtime, SSE and webhooks are readings of these.
 *
 * @param id {@code evt_...}
 * @param type e.g. {@code object.updated}
 * @param resourceType e.g. {@code object}
 * @param objectTypeId {@code ot_...} when the fact is about an object type or its objects
 * @param version of the resource after the fact
 * @param before JSON text of what changed members were before; null when nothing was there
 * @param after JSON text of the resource after the fact, without secrets
 * @param changed names of the changed members
 */
public record Event(
        String id,
        String tenantId,
        String type,
        String resourceType,
        String resourceId,
        @Nullable String objectTypeId,
        Caller actor,
        @Nullable Integer version,
        @Nullable String before,
        @Nullable String after,
        List<String> changed,
        Instant at) {

    /** A fact about a resource that has no versions. */
    public static Event of(
            String id, Caller actor, String type, String resourceId, @Nullable String after, Instant at) {
        String resourceType = type.substring(0, type.indexOf('.'));
        return new Event(
                id, actor.tenantId(), type, resourceType, resourceId, null, actor, null, null, after, List.of(), at);
    }

    public Event before(@Nullable String json, List<String> names) {
        return new Event(
                id, tenantId, type, resourceType, resourceId, objectTypeId, actor, version, json, after, names, at);
    }

    /** The same fact in the log of another tenant, when the actor stands outside it. */
    public Event forTenant(String tenant) {
        return new Event(
                id, tenant, type, resourceType, resourceId, objectTypeId, actor, version, before, after, changed, at);
    }

    public Event inType(String typeId) {
        return new Event(
                id, tenantId, type, resourceType, resourceId, typeId, actor, version, before, after, changed, at);
    }
}
