package heddle.data.realtime;

import heddle.kernel.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rooms that clients fill themselves: who is there, and what they call out to each other. They live in the memory of one
 * node and reach the sockets of that node; nothing of them is stored, and nothing is told again.
 */
final class Gatherings {
    private static final class Gathering {
        private final Map<Connection, Topic.OfClients> here = new LinkedHashMap<>();
        private final Map<Connection, ObjectNode> tracked = new LinkedHashMap<>();
    }

    private final Map<String, Gathering> byKey = new HashMap<>();

    synchronized void enter(Connection connection, Topic.OfClients topic) {
        Gathering gathering = byKey.computeIfAbsent(topic.key(), k -> new Gathering());
        gathering.here.put(connection, topic);
        if (topic.presence()) {
            ArrayNode members = Json.mapper().createArrayNode();
            gathering.tracked.forEach((who, state) -> members.add(member(who, state)));
            connection.say(message("presence", topic.name(), "state").set("members", members));
        }
    }

    synchronized void leave(Connection connection, Topic.OfClients topic) {
        Gathering gathering = byKey.get(topic.key());
        if (gathering == null) {
            return;
        }
        gathering.here.remove(connection);
        untrack(connection, topic);
        if (gathering.here.isEmpty()) {
            byKey.remove(topic.key());
        }
    }

    /** Shows the connection to the others, or changes what it shows. */
    synchronized void track(Connection connection, Topic.OfClients topic, ObjectNode state) {
        Gathering gathering = byKey.get(topic.key());
        if (gathering != null) {
            gathering.tracked.put(connection, state);
            tell(gathering, topic, "join", member(connection, state));
        }
    }

    synchronized void untrack(Connection connection, Topic.OfClients topic) {
        Gathering gathering = byKey.get(topic.key());
        ObjectNode state = gathering == null ? null : gathering.tracked.remove(connection);
        if (gathering != null && state != null) {
            tell(gathering, topic, "leave", member(connection, state));
        }
    }

    /** Calls out to everybody else in the room. */
    synchronized void broadcast(Connection from, Topic.OfClients topic, String event, @Nullable ObjectNode payload) {
        Gathering gathering = byKey.get(topic.key());
        if (gathering == null) {
            return;
        }
        ObjectNode message = message("broadcast", topic.name(), event);
        message.set("payload", payload == null ? Json.object() : payload);
        Frame frame = Frame.of(0, event, message.toString());
        gathering.here.keySet().stream().filter(c -> c != from).forEach(c -> c.take(frame));
    }

    synchronized void count(Map<String, Integer> channels) {
        byKey.forEach((key, gathering) -> channels.merge(key, gathering.here.size(), Integer::sum));
    }

    private static void tell(Gathering gathering, Topic.OfClients topic, String event, ObjectNode member) {
        ObjectNode message = message("presence", topic.name(), event);
        message.putArray("members").add(member);
        Frame frame = Frame.of(0, event, message.toString());
        gathering.here.keySet().forEach(c -> c.take(frame));
    }

    private static ObjectNode message(String type, String channel, String event) {
        return Json.object().put("type", type).put("channel", channel).put("event", event);
    }

    private static ObjectNode member(Connection connection, ObjectNode state) {
        ObjectNode member = Json.object().put("connection_id", connection.id());
        String user = connection.viewer().caller().userId();
        if (user != null) {
            member.put("user_id", user);
        }
        return member.set("state", state);
    }
}
