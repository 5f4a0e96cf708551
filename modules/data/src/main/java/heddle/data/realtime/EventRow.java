package heddle.data.realtime;

import heddle.data.filter.Row;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.json.Json;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The row that an object's event is about, as policies see it: after the event, and before. */
record EventRow(Row fresh, Row old) {

    /** An event without an object cannot be asked about. */
    static EventRow of(RecordedEvent event) {
        ObjectNode after = (ObjectNode) Json.trusted(String.valueOf(event.after()));
        ObjectNode properties = after.path("properties") instanceof ObjectNode given ? given : Json.object();
        return new EventRow(row(event, after, properties, 0), row(event, after, earlier(event, properties), 1));
    }

    private static ObjectNode earlier(RecordedEvent event, ObjectNode properties) {
        if (event.before() == null) {
            return properties;
        }
        ObjectNode old = properties.deepCopy();
        Json.trusted(event.before()).path("properties").propertyStream().forEach(was -> {
            if (was.getValue().isNull()) {
                old.remove(was.getKey());
            } else {
                old.set(was.getKey(), was.getValue());
            }
        });
        return old;
    }

    /** A deleted object is judged as it was while it was there. */
    private static Row row(RecordedEvent event, ObjectNode after, ObjectNode properties, int before) {
        JsonNode by = after.path("created_by");
        return new Row(
                event.resourceId(),
                properties,
                by.isString() ? by.stringValue() : null,
                instant(after, "created_at", event),
                instant(after, "updated_at", event),
                Math.max(1, after.path("version").asInt(1) - before),
                false);
    }

    private static Instant instant(ObjectNode after, String name, RecordedEvent event) {
        return Instant.parse(after.path(name).asString(event.at()));
    }
}
