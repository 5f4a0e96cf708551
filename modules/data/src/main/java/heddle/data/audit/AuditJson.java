package heddle.data.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of the audit log. */
final class AuditJson {
    private AuditJson() {}

    /**
     * @param before the changed members as they were; null for what is new
     * @param after the changed members as they are; the whole of what is new
     */
    record View(
            String id,
            String tenantId,
            String action,
            String resourceType,
            String resourceId,
            String actorType,
            String actorId,
            String actorLabel,
            String ip,
            String userAgent,
            String requestId,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            String createdAt) {}

    record Page(
            List<View> logs,
            long total,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean totalIsEstimate) {}

    static View of(RecordedEvent event) {
        Set<String> changed = Set.copyOf(event.changed());
        return new View(
                event.id(),
                event.tenantId(),
                event.type(),
                event.resourceType(),
                event.resourceId(),
                event.actorType(),
                event.actorId(),
                event.actorLabel(),
                event.ip(),
                event.userAgent(),
                event.requestId(),
                only(event.before(), changed),
                only(event.after(), changed),
                event.at());
    }

    /** An object's names are of its properties; any other resource's are its own members. */
    private static @Nullable JsonNode only(@Nullable String json, Set<String> changed) {
        if (json == null) {
            return null;
        }
        JsonNode tree = Json.trusted(json);
        if (changed.isEmpty() || !(tree instanceof ObjectNode whole)) {
            return tree;
        }
        ObjectNode out = Json.object();
        whole.properties().stream()
                .filter(e -> changed.contains(e.getKey()))
                .forEach(e -> out.set(e.getKey(), e.getValue()));
        if (whole.path("properties") instanceof ObjectNode properties) {
            ObjectNode kept = Json.object();
            properties.properties().stream()
                    .filter(e -> changed.contains(e.getKey()))
                    .forEach(e -> kept.set(e.getKey(), e.getValue()));
            out.set("properties", kept);
        }
        return out;
    }
}
