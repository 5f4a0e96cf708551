package heddle.data.realtime;

import heddle.data.catalog.Catalog;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.event.RecordedEvent;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a reader listens to. */
sealed interface Topic {
    String OBJECTS = "objects:";
    String FILES = "files";
    String ANY = "*";
    int MAX_LENGTH = 200;

    /** The channel as the reader named it; empty for a stream, whose frames name the channel of each event. */
    String name();

    /** Under what the room looks for its readers. */
    String key();

    /** The objects of a type, or one of them. */
    record OfObjects(String name, String typeId, @Nullable String objectId) implements Topic {
        @Override
        public String key() {
            return objectId == null ? OBJECTS + typeId : OBJECTS + typeId + ":" + objectId;
        }
    }

    /** Files, or those of one folder. */
    record OfFiles(String name, @Nullable String folder) implements Topic {
        @Override
        public String key() {
            return folder == null ? FILES : FILES + ":" + folder;
        }
    }

    /** A room that the clients themselves fill. */
    record OfClients(String name, boolean presence) implements Topic {
        @Override
        public String key() {
            return name;
        }
    }

    /**
     * Everything of these families.
     *
     * @param types names, {@code family.*} or {@code *}; empty for objects and files
     */
    record OfStream(
            Set<String> types,
            @Nullable String typeId,
            @Nullable String folder) implements Topic {
        @Override
        public String name() {
            return "";
        }

        @Override
        public String key() {
            return ANY;
        }

        boolean wants(RecordedEvent event) {
            boolean family = types.isEmpty()
                    ? event.resourceType().equals("object")
                            || event.resourceType().equals("file")
                    : types.contains(event.type())
                            || types.contains(event.resourceType() + ".*")
                            || types.contains(ANY);
            return family
                    && (typeId == null || typeId.equals(event.objectTypeId()))
                    && (folder == null || folder.equals(folderOf(event)));
        }
    }

    /**
     * Reads the name of a channel.
     *
     * @throws Problem 404 UNKNOWN_CHANNEL, 403 when the caller may not listen to it
     */
    static Topic parse(String channel, Caller caller, Catalog catalog) {
        if (channel.length() > MAX_LENGTH) {
            throw unknown(channel.substring(0, MAX_LENGTH));
        }
        Topic topic = read(channel, catalog);
        if (topic instanceof OfFiles) {
            requireFiles(caller);
        } else if (!caller.may(Permission.OBJECTS_READ)) {
            throw Problem.forbidden("FORBIDDEN", "This needs the permission " + Permission.OBJECTS_READ.label());
        }
        return topic;
    }

    private static Topic read(String channel, Catalog catalog) {
        if (channel.equals(FILES)) {
            return new OfFiles(channel, null);
        }
        int colon = channel.indexOf(':');
        String rest = channel.substring(colon + 1);
        if (colon < 0 || rest.isBlank()) {
            throw unknown(channel);
        }
        return switch (channel.substring(0, colon)) {
            case "objects" -> objects(channel, rest, catalog);
            case FILES -> new OfFiles(channel, rest);
            case "presence" -> new OfClients(channel, true);
            case "broadcast" -> new OfClients(channel, false);
            default -> throw unknown(channel);
        };
    }

    private static Topic objects(String channel, String rest, Catalog catalog) {
        int colon = rest.indexOf(':');
        Catalog.Entry entry = catalog.find(colon < 0 ? rest : rest.substring(0, colon));
        String objectId = colon < 0 ? null : rest.substring(colon + 1);
        if (entry == null || (objectId != null && !Ids.isId("obj", objectId))) {
            throw unknown(channel);
        }
        if (!live(entry)) {
            throw Problem.forbidden("FORBIDDEN", "The settings of this object type turn realtime off");
        }
        return new OfObjects(channel, entry.schema().type().id(), objectId);
    }

    /** Files have no row policies to judge them by, so they are only for callers whom none would hold back. */
    static void requireFiles(Caller caller) {
        if (caller.policed() || !caller.may(Permission.EVENTS_READ)) {
            throw Problem.forbidden("FORBIDDEN", "File events are for secret keys with the scope read");
        }
    }

    static boolean live(Catalog.Entry entry) {
        return entry.schema().type().settings().path("realtime").asBoolean(true);
    }

    private static Problem unknown(String channel) {
        return Problem.of(404, "UNKNOWN_CHANNEL", "There is no channel " + channel);
    }

    /** Where an event is looked for, in the order of delivery. */
    static List<String> keys(RecordedEvent event) {
        if (event.resourceType().equals("object") && event.objectTypeId() != null) {
            String type = OBJECTS + event.objectTypeId();
            return List.of(type, type + ":" + event.resourceId(), ANY);
        }
        if (event.resourceType().equals("file")) {
            return List.of(FILES, FILES + ":" + folderOf(event), ANY);
        }
        return List.of(ANY);
    }

    /** The channel that carries an event to a reader who did not name one. */
    static String channel(RecordedEvent event) {
        return keys(event).getFirst().equals(ANY)
                ? event.resourceType()
                : keys(event).getFirst();
    }

    private static String folderOf(RecordedEvent event) {
        return event.after() == null
                ? ""
                : Json.trusted(event.after()).path("folder").asString("");
    }
}
