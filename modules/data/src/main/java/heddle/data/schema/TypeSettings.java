package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.type.ObjectType;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The settings of an object type: checked, and completed with what holds when nothing is said. */
final class TypeSettings {
    private static final String NEWEST_FIRST = "-created_at";
    private static final int MAX_VERSIONS = 1_000;
    private static final int MAX_RETENTION_DAYS = 36_500;
    private static final int MAX_ASSOCIATIONS = 50;
    private static final int MAX_LINKS = 100_000;
    private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final Set<String> SYSTEM_SORTS = Set.of("id", "created_at", "updated_at", "version");
    private static final List<String> CARDINALITIES =
            List.of("many_to_many", "one_to_many", "many_to_one", "one_to_one");
    private static final List<String> ON_DELETE = List.of("unlink", "cascade", "restrict");
    private static final Map<String, Boolean> SWITCHES =
            Map.of("versioning", true, "realtime", true, "ai_index", false, "json_search", false);
    private static final Set<String> OTHERS =
            Set.of("max_versions", "default_sort", "title_property", "retention_days", "associations");
    private static final Set<String> ASSOCIATION =
            Set.of("name", "to_type", "cardinality", "inverse_name", "on_delete", "max_count");

    private final Catalog catalog;
    private final Set<String> properties;
    private final Consumer<Fault> faults;

    /**
     * @param properties names of the type's properties
     */
    TypeSettings(Catalog catalog, Set<String> properties, Consumer<Fault> faults) {
        this.catalog = catalog;
        this.properties = properties;
        this.faults = faults;
    }

    /** The type with settings that do not name the property; empty when they do not anyway. */
    static Optional<ObjectType> without(ObjectType type, String property, Instant now) {
        ObjectNode settings = type.settings().deepCopy();
        if (settings.path("title_property").asString("").equals(property)) {
            settings.putNull("title_property");
        }
        String sort = settings.path("default_sort").asString("");
        if (sort.equals(property) || sort.equals("-" + property)) {
            settings.put("default_sort", NEWEST_FIRST);
        }
        return settings.equals(type.settings()) ? Optional.empty() : Optional.of(type.withSettings(settings, now));
    }

    ObjectNode complete(@Nullable ObjectNode in) {
        ObjectNode given = in == null ? Json.object() : in;
        given.propertyNames().stream()
                .filter(n -> !SWITCHES.containsKey(n) && !OTHERS.contains(n))
                .forEach(n -> fault(n, "unknown_property", "There is no such setting"));
        ObjectNode out = Json.object();
        List.of("versioning", "realtime", "ai_index", "json_search").forEach(n -> out.put(n, flag(given, n)));
        out.put("max_versions", number(given, "settings", "max_versions", MAX_VERSIONS, 100));
        out.put("default_sort", sort(given));
        out.put("title_property", property(given));
        out.put("retention_days", number(given, "settings", "retention_days", MAX_RETENTION_DAYS, null));
        out.set("associations", associations(given.path("associations")));
        return out;
    }

    private boolean flag(ObjectNode in, String name) {
        boolean preset = SWITCHES.getOrDefault(name, false);
        JsonNode value = in.path(name);
        if (!value.isBoolean() && !absent(value)) {
            fault(name, "invalid_type", "Send true or false");
        }
        return value.isBoolean() ? value.booleanValue() : preset;
    }

    private @Nullable Integer number(ObjectNode in, String path, String name, int max, @Nullable Integer preset) {
        JsonNode value = in.path(name);
        if (absent(value)) {
            return preset;
        }
        if (!value.isInt() || value.intValue() < 1 || value.intValue() > max) {
            faults.accept(new Fault(path + "." + name, "out_of_range", "Send a whole number from 1 to " + max));
            return preset;
        }
        return value.intValue();
    }

    private String sort(ObjectNode in) {
        JsonNode value = in.path("default_sort");
        String text = value.asString("");
        String name = text.startsWith("-") ? text.substring(1) : text;
        if (absent(value)) {
            return NEWEST_FIRST;
        }
        if (!value.isString() || (!SYSTEM_SORTS.contains(name) && !properties.contains(name))) {
            fault("default_sort", "unknown_property", "Name a property or created_at, with - before it to descend");
        }
        return text;
    }

    private @Nullable String property(ObjectNode in) {
        JsonNode value = in.path("title_property");
        if (absent(value)) {
            return null;
        }
        if (!value.isString() || !properties.contains(value.stringValue())) {
            fault("title_property", "unknown_property", "Name a property of this type");
        }
        return value.asString("");
    }

    private ArrayNode associations(JsonNode in) {
        ArrayNode out = Json.mapper().createArrayNode();
        if (!absent(in) && (!in.isArray() || in.size() > MAX_ASSOCIATIONS)) {
            fault("associations", "invalid_type", "Send a list of up to " + MAX_ASSOCIATIONS + " rules");
            return out;
        }
        for (JsonNode rule : in) {
            String path = "settings.associations[" + out.size() + "]";
            if (rule instanceof ObjectNode object) {
                out.add(association(object, path));
            } else {
                faults.accept(new Fault(path, "invalid_type", "Send an object"));
                out.add(Json.object());
            }
        }
        return out;
    }

    private ObjectNode association(ObjectNode in, String path) {
        in.propertyNames().stream()
                .filter(n -> !ASSOCIATION.contains(n))
                .forEach(n -> faults.accept(new Fault(path + "." + n, "unknown_property", "There is no such setting")));
        ObjectNode out = Json.object();
        out.put("name", word(in, path, "name", true));
        out.put("to_type", target(in.path("to_type"), path));
        out.put("cardinality", choice(in, path, "cardinality", CARDINALITIES));
        out.put("inverse_name", word(in, path, "inverse_name", false));
        out.put("on_delete", choice(in, path, "on_delete", ON_DELETE));
        out.put("max_count", number(in, path, "max_count", MAX_LINKS, null));
        return out;
    }

    private @Nullable String word(ObjectNode in, String path, String name, boolean required) {
        JsonNode value = in.path(name);
        if (absent(value) && !required) {
            return null;
        }
        if (!value.isString() || !WORD.matcher(value.stringValue()).matches()) {
            faults.accept(new Fault(
                    path + "." + name,
                    absent(value) ? "required" : "invalid_format",
                    "Send a lower-case letter followed by up to 62 letters, digits and underscores"));
        }
        return value.asString("");
    }

    /** The id of the type at the other end; null for any type. */
    private @Nullable String target(JsonNode value, String path) {
        if (absent(value)) {
            return null;
        }
        Catalog.Entry found = catalog.find(value.asString(""));
        if (found == null) {
            faults.accept(new Fault(path + ".to_type", "reference_not_found", "There is no such object type"));
            return null;
        }
        return found.schema().type().id();
    }

    private String choice(ObjectNode in, String path, String name, List<String> words) {
        JsonNode value = in.path(name);
        if (absent(value)) {
            return words.getFirst();
        }
        if (!words.contains(value.asString(""))) {
            faults.accept(new Fault(path + "." + name, "not_in_enum", "Send one of " + String.join(", ", words)));
        }
        return value.asString("");
    }

    private void fault(String name, String code, String message) {
        faults.accept(new Fault("settings." + name, code, message));
    }

    private static boolean absent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }
}
