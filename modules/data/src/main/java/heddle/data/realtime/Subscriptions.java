package heddle.data.realtime;

import heddle.data.catalog.Catalog;
import heddle.data.filter.Condition;
import heddle.data.filter.Filters;
import heddle.data.object.Guard;
import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The channels of one connection. Used by the connection's own thread only. */
final class Subscriptions {
    private static final int MAX_CHANNELS = 100;
    private static final int MAX_STATE_BYTES = 4 * 1024;

    private final Connection connection;
    private final RealtimeContext context;
    private final Room room;
    private final Map<String, Interest> interests = new HashMap<>();
    private final Map<String, Topic.OfClients> gatherings = new HashMap<>();

    Subscriptions(Connection connection, RealtimeContext context, Room room) {
        this.connection = connection;
        this.context = context;
        this.room = room;
    }

    /**
     * Subscribes, tells the client so, and then what it missed. Subscribing again replaces the old subscription.
     *
     * @throws Problem UNKNOWN_CHANNEL, FORBIDDEN, INVALID_FILTER, TOO_MANY_CHANNELS, BAD_MESSAGE
     */
    void subscribe(ObjectNode message, JsonNode ref) {
        String channel = channel(message);
        boolean known = interests.containsKey(channel) || gatherings.containsKey(channel);
        if (!known && interests.size() + gatherings.size() >= MAX_CHANNELS) {
            throw Problem.of(400, "TOO_MANY_CHANNELS", "A connection may listen to " + MAX_CHANNELS + " channels");
        }
        Caller caller = connection.viewer().caller();
        Catalog catalog = context.catalogs().of(caller);
        Topic topic = Topic.parse(channel, caller, catalog);
        if (topic instanceof Topic.OfClients clients) {
            gatherings.put(channel, clients);
            connection.say(subscribed(ref, channel, 0));
            room.gatherings().enter(connection, clients);
            return;
        }
        Condition filter = filter(message, topic, caller, catalog);
        Long since = since(message);
        Interest interest = new Interest(connection, topic, filter, events(message), true);
        forget(channel);
        Room.Place place = room.join(interest);
        interests.put(channel, interest);
        connection.say(subscribed(ref, channel, place.seq()));
        if (since == null) {
            room.release(interest, connection::takePatiently);
        } else {
            room.catchUp(interest, since, place, connection::takePatiently);
        }
    }

    void unsubscribe(ObjectNode message, JsonNode ref) {
        String channel = channel(message);
        Topic.OfClients clients = gatherings.remove(channel);
        if (clients != null) {
            room.gatherings().leave(connection, clients);
        }
        forget(channel);
        connection.say(Frame.reply("unsubscribed", ref).put("channel", channel));
    }

    void presence(ObjectNode message) {
        Topic.OfClients clients = gathering(message, true);
        switch (message.path("action").asString("")) {
            case "track" -> {
                ObjectNode state = object(message.path("state"), "state");
                if (state.toString().getBytes(StandardCharsets.UTF_8).length > MAX_STATE_BYTES) {
                    throw bad("state may hold at most 4 KB");
                }
                room.gatherings().track(connection, clients, state);
            }
            case "untrack" -> room.gatherings().untrack(connection, clients);
            default -> throw bad("action must be track or untrack");
        }
    }

    void broadcast(ObjectNode message) {
        Topic.OfClients clients = gathering(message, false);
        String event = message.path("event").asString("");
        if (event.isEmpty() || event.length() > Topic.MAX_LENGTH) {
            throw bad("event must be a text of 1 to " + Topic.MAX_LENGTH + " characters");
        }
        room.gatherings().broadcast(connection, clients, event, object(message.path("payload"), "payload"));
    }

    /** The connection is over. */
    void end() {
        gatherings.values().forEach(g -> room.gatherings().leave(connection, g));
        interests.values().forEach(room::leave);
    }

    private void forget(String channel) {
        Interest old = interests.remove(channel);
        if (old != null) {
            room.leave(old);
        }
    }

    private Topic.OfClients gathering(ObjectNode message, boolean presence) {
        Topic.OfClients found = gatherings.get(channel(message));
        if (found == null || found.presence() != presence) {
            throw Problem.of(404, "UNKNOWN_CHANNEL", "Subscribe to the channel first");
        }
        return found;
    }

    private @Nullable Condition filter(ObjectNode message, Topic topic, Caller caller, Catalog catalog) {
        JsonNode filter = message.path("filter");
        if (filter.isMissingNode() || filter.isNull()) {
            return null;
        }
        if (!(topic instanceof Topic.OfObjects objects)) {
            throw Problem.badRequest("INVALID_FILTER", "Only channels of objects take a filter");
        }
        Guard guard = new Guard(
                catalog,
                catalog.require(objects.typeId()),
                caller,
                context.kernel().time().instant());
        return Filters.parse(filter, "filter", guard.words());
    }

    private static Set<String> events(ObjectNode message) {
        JsonNode events = message.path("events");
        Set<String> out = new HashSet<>();
        if (events.isMissingNode() || events.isNull()) {
            return out;
        }
        if (!events.isArray()) {
            throw bad("events must be a list such as [\"created\", \"updated\"]");
        }
        for (JsonNode event : events) {
            String name = event.asString("");
            if (name.isEmpty()) {
                throw bad("events must be a list of texts");
            }
            if (!name.equals(Topic.ANY)) {
                out.add(name.substring(name.indexOf('.') + 1));
            }
        }
        return out;
    }

    private static @Nullable Long since(ObjectNode message) {
        JsonNode since = message.path("since");
        if (since.isMissingNode() || since.isNull()) {
            return null;
        }
        if (!since.isIntegralNumber() || !since.canConvertToLong() || since.longValue() < 0) {
            throw bad("since must be the seq of an event");
        }
        return since.longValue();
    }

    private static String channel(ObjectNode message) {
        String channel = message.path("channel").asString("");
        if (channel.isEmpty()) {
            throw bad("channel is missing");
        }
        return channel;
    }

    private static ObjectNode object(JsonNode node, String name) {
        if (node.isMissingNode() || node.isNull()) {
            return heddle.kernel.json.Json.object();
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw bad(name + " must be an object");
    }

    private static ObjectNode subscribed(JsonNode ref, String channel, long seq) {
        return Frame.reply("subscribed", ref).put("channel", channel).put("seq", seq);
    }

    private static Problem bad(String message) {
        return Problem.badRequest("BAD_MESSAGE", message);
    }
}
