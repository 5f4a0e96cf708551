package heddle.data.object;

import heddle.data.property.DefaultToken;
import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Turns what a caller sent into the properties of an object: each value checked and brought to its stored form,
 * defaults filled in, every fault collected.
 */
final class Draft {
    /** What defaults are made of: the caller, the time, and where unique numbers and texts come from. */
    record Origin(Caller caller, Instant now, Supplier<String> uuid, Function<Property, Long> increment) {}

    private final Schema schema;
    private final Values values;
    private final String path;
    private final List<Fault> faults = new ArrayList<>(0);

    /**
     * @param path of the properties in the body, e.g. {@code properties} or {@code objects[3].properties}
     */
    Draft(Schema schema, Values values, String path) {
        this.schema = schema;
        this.values = values;
        this.path = path;
    }

    List<Fault> faults() {
        return faults;
    }

    /** The properties of a new object. */
    ObjectNode create(JsonNode given, Origin origin) {
        ObjectNode out = Json.object();
        if (!(given instanceof ObjectNode object)) {
            faults.add(
                    new Fault(path, given.isMissingNode() ? "required" : "invalid_type", path + " must be an object"));
            return out;
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Property property = schema.property(entry.getKey());
            if (property == null) {
                unknown(entry.getKey());
                continue;
            }
            JsonNode stored = values.normalise(property, entry.getValue(), at(property.name()), faults::add);
            if (!stored.isNull()) {
                out.set(property.name(), stored);
            }
        }
        for (Property property : schema.properties().values()) {
            if (!object.has(property.name())) {
                fill(out, property, origin);
            }
        }
        return out;
    }

    /**
     * The properties of an object after a change. Null removes; a key left over from a deleted property may only be
     * removed.
     */
    ObjectNode update(ObjectNode old, JsonNode given, Set<String> readonly) {
        ObjectNode out = old.deepCopy();
        if (given.isMissingNode()) {
            return out;
        }
        if (!(given instanceof ObjectNode object)) {
            faults.add(new Fault(path, "invalid_type", path + " must be an object"));
            return out;
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            change(out, entry.getKey(), entry.getValue(), readonly);
        }
        return out;
    }

    private void change(ObjectNode out, String name, JsonNode value, Set<String> readonly) {
        Property property = schema.property(name);
        if (property == null) {
            if (value.isNull() && out.has(name)) {
                out.remove(name);
            } else {
                unknown(name);
            }
            return;
        }
        if (readonly.contains(name)) {
            faults.add(new Fault(at(name), "immutable_field", name + " may not be changed by you"));
            return;
        }
        JsonNode wanted = Operations.apply(property, out.get(name), value, at(name), faults);
        if (wanted == null) {
            return;
        }
        JsonNode stored = values.normalise(property, wanted, at(name), faults::add);
        if (stored.isNull()) {
            out.remove(name);
        } else {
            out.set(name, stored);
        }
    }

    /** The names whose values differ. */
    static List<String> changed(ObjectNode old, ObjectNode fresh) {
        List<String> out = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : fresh.properties()) {
            if (!entry.getValue().equals(old.get(entry.getKey()))) {
                out.add(entry.getKey());
            }
        }
        for (String name : old.propertyNames()) {
            if (!fresh.has(name)) {
                out.add(name);
            }
        }
        return out;
    }

    private void fill(ObjectNode out, Property property, Origin origin) {
        JsonNode value = preset(property, origin);
        if (value != null) {
            JsonNode stored = values.normalise(property, value, at(property.name()), faults::add);
            if (!stored.isNull()) {
                out.set(property.name(), stored);
            }
        } else if (property.required()) {
            faults.add(new Fault(at(property.name()), "required", property.name() + " is required"));
        }
    }

    /** The value of a property that was left out; null when it has no default. */
    static @Nullable JsonNode preset(Property property, Origin origin) {
        JsonNode literal = property.defaultValue();
        if (literal == null || literal.isNull()) {
            return null;
        }
        DefaultToken token = DefaultToken.of(property).orElse(null);
        if (token == null) {
            return literal;
        }
        return switch (token) {
            case NOW -> StringNode.valueOf(now(property, origin.now()));
            case TODAY -> StringNode.valueOf(today(origin.now()));
            case UUID -> StringNode.valueOf(origin.uuid().get());
            case USER_ID ->
                origin.caller().userId() == null
                        ? null
                        : StringNode.valueOf(origin.caller().userId());
            case INCREMENT -> LongNode.valueOf(origin.increment().apply(property));
        };
    }

    private static String now(Property property, Instant now) {
        return switch (property.dataType()) {
            case DATE -> today(now);
            case TIME -> now.atOffset(ZoneOffset.UTC).toLocalTime().withNano(0).toString();
            default -> InstantText.of(now);
        };
    }

    private static String today(Instant now) {
        return now.atOffset(ZoneOffset.UTC).toLocalDate().toString();
    }

    private void unknown(String name) {
        faults.add(
                new Fault(at(name), "unknown_property", schema.type().name() + " has no property " + shortened(name)));
    }

    private static String shortened(String name) {
        return name.length() > 80 ? name.substring(0, 80) : name;
    }

    private String at(String name) {
        return path + "." + shortened(name);
    }
}
