package heddle.data.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of custom events. */
final class EventJson {
    private EventJson() {}

    record Tracked(boolean tracked, String eventId) {}

    record BatchTracked(boolean tracked, int count, List<String> eventIds) {}

    record View(
            String id,
            String eventType,
            ObjectNode data,
            @Nullable String userId,
            String ip,
            String createdAt) {}

    record Page(
            List<View> events,
            long total,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean totalIsEstimate) {}

    static View of(RecordedEvent event) {
        JsonNode data = event.after() == null ? Json.object() : Json.trusted(event.after());
        return new View(
                event.id(),
                event.type().substring(EventTypes.CUSTOM.length()),
                data instanceof ObjectNode object ? object : Json.object(),
                event.actorType().equals("user") ? event.actorId() : null,
                event.ip(),
                event.at());
    }
}
