package heddle.data.object;

import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.DbFailure;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes that a new definition brings to the objects there are, some hundred at a time, so that no transaction is long.
 * Each object gets a version and an event like any other.
 */
public final class Rewrites {
    private static final int CHUNK = 500;

    /** A condition over the columns with what it binds. */
    private record Which(String where, Map<String, Object> params) {}

    private final Kernel kernel;
    private final ObjectStore store;
    private final Values values;

    public Rewrites(Kernel kernel, Values values) {
        this.kernel = kernel;
        this.store = new ObjectStore(kernel.db());
        this.values = values;
    }

    /**
     * Gives the default value to live objects that lack the property.
     *
     * @return how many objects changed; 0 when there is nothing more to do
     */
    public int fill(Tx tx, Caller actor, Schema schema, Property p) {
        Instant now = kernel.time().instant();
        Draft.Origin origin = new Draft.Origin(
                actor,
                now,
                () -> UUID.nameUUIDFromBytes(Tokens.bytes(16)).toString(),
                property -> store.increment(tx, property.id()));
        Which lacking = new Which("not is_deleted and not jsonb_exists(props, :name)", Map.of("name", p.name()));
        return rewrite(tx, actor, schema, lacking, p.name(), props -> {
            JsonNode preset = Draft.preset(p, origin);
            return preset == null ? null : values.normalise(p, preset, p.name(), fault -> {});
        });
    }

    /**
     * Replaces words of an enum or multi_enum in live and trashed objects.
     *
     * @param words from the old word to the new one; an empty new one takes the old away
     * @return how many objects changed; 0 when there is nothing more to do
     */
    public int replace(Tx tx, Caller actor, Schema schema, Property p, Map<String, String> words) {
        Which holding = new Which(
                "exists (select 1 from unnest(:words) w where props -> :name @> to_jsonb(w))",
                Map.of("name", p.name(), "words", words.keySet().toArray(String[]::new)));
        return rewrite(tx, actor, schema, holding, p.name(), props -> replaced(props.path(p.name()), words));
    }

    /** The facts that every object of a type, live or trashed, is gone for good. Meant for a small type. */
    public List<Event> purged(Tx tx, Caller actor, Schema schema) {
        Instant now = kernel.time().instant();
        String sql = "select " + ObjectRow.COLUMNS + " from " + schema.table() + " order by id";
        return rows(tx, sql, Map.of()).stream()
                .map(row -> new Event(
                        kernel.ids().next("evt"),
                        actor.tenantId(),
                        "object.purged",
                        "object",
                        row.id(),
                        schema.type().id(),
                        actor,
                        row.version(),
                        null,
                        ObjectJson.text(schema.type(), row),
                        List.of(),
                        now))
                .toList();
    }

    /**
     * @param value the new value of the property; JSON null removes it, null leaves the object alone
     */
    private int rewrite(
            Tx tx,
            Caller actor,
            Schema schema,
            Which which,
            String name,
            Function<ObjectNode, @Nullable JsonNode> value) {
        String at = InstantText.of(kernel.time().instant());
        ObjectStore.Changes changes = new ObjectStore.Changes("object.updated");
        for (ObjectRow old : next(tx, schema, which)) {
            ObjectNode props = old.tree();
            JsonNode fresh = value.apply(props);
            if (fresh == null) {
                continue;
            }
            String before = ObjectJson.before(props, List.of(name));
            if (fresh.isNull()) {
                props.remove(name);
            } else {
                props.set(name, fresh);
            }
            ObjectRow row = old.with(props, old.version() + 1, at);
            changes.add(row, kernel.ids().next("evt"), before, ObjectJson.text(schema.type(), row), List.of(name));
        }
        if (!changes.isEmpty()) {
            store.updateAll(actor, tx, schema, changes, at);
        }
        return changes.ids.size();
    }

    private static List<ObjectRow> next(Tx tx, Schema schema, Which which) {
        String sql = "select " + ObjectRow.COLUMNS + " from " + schema.table() + " where " + which.where()
                + " order by id limit " + CHUNK + " for update";
        return rows(tx, sql, which.params());
    }

    private static List<ObjectRow> rows(Tx tx, String sql, Map<String, Object> params) {
        try {
            return ObjectStore.rows(tx.connection(), sql, params);
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    private static JsonNode replaced(JsonNode old, Map<String, String> words) {
        if (!old.isArray()) {
            String word = words.getOrDefault(old.asString(""), "");
            return word.isEmpty()
                    ? Json.mapper().nullNode()
                    : Json.mapper().getNodeFactory().stringNode(word);
        }
        List<String> kept = new ArrayList<>();
        for (JsonNode item : old) {
            String word = words.getOrDefault(item.asString(""), item.asString(""));
            if (!word.isEmpty() && !kept.contains(word)) {
                kept.add(word);
            }
        }
        ArrayNode out = Json.mapper().createArrayNode();
        kept.forEach(out::add);
        return out;
    }
}
