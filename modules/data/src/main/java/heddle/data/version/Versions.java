package heddle.data.version;

import heddle.data.object.Guard;
import heddle.data.object.ObjectRow;
import heddle.data.object.Objects;
import heddle.kernel.Kernel;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The history of an object, read from the event log: each event of an object holds the whole of it afterwards, so the
 * versions before the present one are the events before the last.
 */
public final class Versions {
    private final Kernel kernel;
    private final Objects objects;
    private final VersionStore store = new VersionStore();

    public Versions(Kernel kernel, Objects objects) {
        this.kernel = kernel;
        this.objects = objects;
    }

    /** Previous versions, newest first, without what is hidden from the caller today. */
    List<VersionJson.View> list(Guard guard, String objectId, @Nullable Integer before, int limit, boolean diff) {
        ObjectRow present = objects.get(guard, objectId);
        int below = before == null ? present.version() : Math.min(before, present.version());
        Set<String> hidden = guard.hidden().anywhere();
        return kernel.db().tx(guard.caller(), tx -> store.before(tx, objectId, below, limit)).stream()
                .map(v -> VersionJson.of(v, hidden, diff))
                .toList();
    }

    /** The properties that an object had at a version. */
    ObjectNode at(Guard guard, String objectId, int version) {
        objects.get(guard, objectId);
        Version found = kernel.db()
                .tx(guard.caller(), tx -> store.at(tx, objectId, version))
                .orElseThrow(Problem::notFound);
        ObjectNode properties = found.properties().deepCopy();
        guard.hidden().anywhere().forEach(properties::remove);
        return properties;
    }

    /**
     * Brings back the properties of an old version as a new one. Properties that are gone or no longer valid make it
     * fail with the faults of an ordinary change.
     */
    ObjectRow restore(Guard guard, String objectId, int version) {
        ObjectNode wanted = at(guard, objectId, version);
        ObjectNode present = objects.get(guard, objectId).tree();
        ObjectNode change = Json.object();
        for (String name : guard.schema().properties().keySet()) {
            JsonNode value = wanted.get(name);
            if (value != null) {
                change.set(name, value);
            } else if (present.has(name)) {
                change.putNull(name);
            }
        }
        return objects.update(guard, List.of(new Objects.Change(objectId, change, null, false, "properties")))
                .getFirst();
    }
}
