package heddle.data.realtime;

import heddle.kernel.event.RecordedEvent;
import heddle.kernel.http.Socket;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A message to readers, written once for all who see the same.
 *
 * @param seq of the event; 0 for what is not in the log
 * @param event its type
 */
record Frame(long seq, String event, String json, Socket.Message message) {
    static final int MAX_BYTES = 256 * 1024;

    static Frame of(long seq, String event, String json) {
        return new Frame(seq, event, json, Socket.Message.of(json));
    }

    /** What a reader sees of an event; the texts are JSON, null where it has none. */
    record Parts(
            String channel,
            String event,
            @Nullable String data,
            @Nullable String previous,
            List<String> changed) {}

    static Frame of(RecordedEvent event, Parts parts) {
        String json = json(event, parts, false);
        if (json.length() > MAX_BYTES || json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            ObjectNode ids = Json.object().put("id", event.resourceId());
            if (event.objectTypeId() != null) {
                ids.put("object_type_id", event.objectTypeId());
            }
            Parts thin = new Parts(parts.channel(), parts.event(), ids.toString(), null, parts.changed());
            json = json(event, thin, true);
        }
        return of(event.seq(), parts.event(), json);
    }

    /** A row went out of the reader's sight. */
    static Frame removed(RecordedEvent event, String channel) {
        String data = Json.object().put("id", event.resourceId()).toString();
        return of(event, new Parts(channel, "object.removed", data, null, List.of()));
    }

    private static String json(RecordedEvent event, Parts parts, boolean truncated) {
        int size = 300 + length(parts.data()) + length(parts.previous());
        StringBuilder out = new StringBuilder(size).append("{\"type\":\"event\",\"channel\":");
        out.append(Json.text(parts.channel())).append(",\"event\":\"").append(parts.event());
        out.append("\",\"seq\":").append(event.seq()).append(",\"id\":\"").append(event.id());
        out.append("\",\"timestamp\":\"").append(event.at()).append("\",\"data\":");
        out.append(parts.data() == null ? "{\"id\":" + Json.text(event.resourceId()) + "}" : parts.data());
        if (parts.previous() != null) {
            out.append(",\"previous\":").append(parts.previous());
        }
        if (!parts.changed().isEmpty()) {
            out.append(",\"changed\":").append(Json.text(parts.changed()));
        }
        if (truncated) {
            out.append(",\"truncated\":true");
        }
        if (event.source() != null) {
            out.append(",\"source\":").append(Json.text(event.source()));
        }
        out.append(",\"actor\":{\"type\":").append(Json.text(event.actorType()));
        return out.append(",\"id\":")
                .append(Json.text(event.actorId()))
                .append("}}")
                .toString();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** A message with a reference of the client's, as it was sent. */
    static ObjectNode reply(String type, JsonNode ref) {
        ObjectNode out = Json.object().put("type", type);
        if (!ref.isMissingNode() && !ref.isNull()) {
            out.set("ref", ref);
        }
        return out;
    }

    static ObjectNode error(JsonNode ref, String code, String message) {
        return reply("error", ref).put("code", code).put("message", message);
    }

    static ObjectNode connected(String connectionId, int heartbeatMillis, Instant now) {
        return Json.object()
                .put("type", "connected")
                .put("connection_id", connectionId)
                .put("heartbeat_ms", heartbeatMillis)
                .put("server_time", InstantText.of(now));
    }

    static ObjectNode gap(String channel, long from, long to) {
        ObjectNode out = Json.object().put("type", "gap");
        if (!channel.isEmpty()) {
            out.put("channel", channel);
        }
        return out.put("from", from).put("to", to);
    }
}
