package heddle.data.policy;

import heddle.data.filter.Operator;
import heddle.data.filter.Row;
import heddle.data.filter.SystemField;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rows that a caller makes up for a simulation: {@code {id?, created_by?, properties{}}} or flat maps. */
public final class Samples {
    public static final int MAX = 100;
    private static final Set<String> LOGIC = Set.of("and", "or", "nor", "not", "linked");

    private static final Set<String> FLAGS = Set.of("$null", "_null", "$nnull", "_nnull", "$exists", "_exists");

    private final List<ObjectNode> samples;
    private final Instant now;

    private Samples(List<ObjectNode> samples, Instant now) {
        this.samples = samples;
        this.now = now;
    }

    /**
     * Reads the samples of a request.
     *
     * @throws Problem 400 VALIDATION_ERROR when they are no list of objects or more than {@value #MAX}
     */
    public static Samples of(JsonNode samples, Instant now) {
        List<Fault> faults = new ArrayList<>();
        List<ObjectNode> out = new ArrayList<>();
        if (!samples.isArray() && !samples.isMissingNode() && !samples.isNull()) {
            faults.add(new Fault("sample_data", "invalid_type", "sample_data must be a list of objects"));
        }
        if (samples.size() > MAX) {
            faults.add(new Fault("sample_data", "too_many_items", "At most " + MAX + " samples can be tried at once"));
        }
        for (int i = 0; faults.isEmpty() && i < samples.size(); i++) {
            if (samples.get(i) instanceof ObjectNode sample) {
                out.add(sample);
            } else {
                faults.add(new Fault("sample_data[" + i + "]", "invalid_type", "A sample must be an object"));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new Samples(out, now);
    }

    public boolean isEmpty() {
        return samples.isEmpty();
    }

    /** The rows, with values in their stored spelling where they fit the schema and as they came where not. */
    public List<Row> rows(Schema schema, Values values) {
        return samples.stream().map(sample -> row(sample, schema, values)).toList();
    }

    /** A schema that fits the samples, and what the condition compares where no sample tells. */
    public Schema guess(JsonNode condition, String tenantId) {
        Map<String, DataType> types = new LinkedHashMap<>();
        for (ObjectNode sample : samples) {
            props(sample).properties().forEach(e -> {
                if (!e.getValue().isNull()) {
                    DataType type = typeOf(e.getValue());
                    types.merge(e.getKey(), type, (a, b) -> a == b ? a : DataType.JSON);
                }
            });
        }
        named(condition, types);
        ObjectType type =
                new ObjectType("ot_simulated", tenantId, "sample", "Sample", null, null, Json.object(), now, now);
        return Schema.of(
                type,
                types.entrySet().stream()
                        .map(e -> property(e.getKey(), e.getValue()))
                        .toList());
    }

    private Row row(ObjectNode sample, Schema schema, Values values) {
        ObjectNode stored = Json.object();
        props(sample).properties().forEach(e -> {
            Property property = schema.property(e.getKey());
            List<Fault> misfits = new ArrayList<>();
            JsonNode fit = property == null || e.getValue().isNull()
                    ? e.getValue()
                    : values.normalise(property, e.getValue(), e.getKey(), misfits::add);
            stored.set(e.getKey(), misfits.isEmpty() ? fit : e.getValue());
        });
        String createdBy = sample.path("created_by").asString("");
        return new Row(
                sample.path("id").asString(""),
                stored,
                createdBy.isEmpty() ? null : createdBy,
                instant(sample.path("created_at")),
                instant(sample.path("updated_at")),
                sample.path("version").asLong(1),
                sample.path("is_deleted").asBoolean(false));
    }

    private Instant instant(JsonNode value) {
        try {
            return OffsetDateTime.parse(value.asString("")).toInstant();
        } catch (DateTimeException e) {
            return now;
        }
    }

    private static ObjectNode props(ObjectNode sample) {
        if (sample.path("properties") instanceof ObjectNode nested) {
            return nested;
        }
        ObjectNode flat = sample.deepCopy();
        for (SystemField field : SystemField.values()) {
            flat.remove(field.word());
        }
        return flat;
    }

    private static DataType typeOf(JsonNode value) {
        if (value.isString()) {
            return DataType.STRING;
        }
        if (value.isNumber()) {
            return DataType.NUMBER;
        }
        if (value.isBoolean()) {
            return DataType.BOOLEAN;
        }
        boolean flat = value.isArray();
        for (JsonNode item : value) {
            flat = flat && item.isValueNode();
        }
        return flat ? DataType.ARRAY : DataType.JSON;
    }

    /** Adds the properties that only the condition names. */
    private static void named(JsonNode condition, Map<String, DataType> types) {
        for (Map.Entry<String, JsonNode> entry : condition.properties()) {
            String key = entry.getKey();
            if (key.startsWith("$") || (key.startsWith("_") && LOGIC.contains(key.substring(1)))) {
                named(entry.getValue(), types);
                entry.getValue().forEach(part -> named(part, types));
            } else if (SystemField.of(key).isEmpty() && Operator.of(key) == null) {
                int dot = key.indexOf('.');
                String name = dot < 0 ? key : key.substring(0, dot);
                DataType compared = dot < 0 ? compared(entry.getValue()) : DataType.JSON;
                types.putIfAbsent(name, compared);
            }
        }
    }

    /** The type of the first constant that a property is compared with. */
    private static DataType compared(JsonNode value) {
        if (value.isNumber() || value.isBoolean()) {
            return typeOf(value);
        }
        Set<DataType> found = new TreeSet<>();
        value.propertyStream().filter(e -> !FLAGS.contains(e.getKey())).forEach(e -> found.add(compared(e.getValue())));
        if (value.isArray()) {
            value.forEach(item -> found.add(compared(item)));
        }
        return found.size() == 1 ? found.iterator().next() : DataType.STRING;
    }

    private Property property(String name, DataType type) {
        return new Property(
                "prop_simulated",
                "ot_simulated",
                name,
                name,
                type,
                null,
                true,
                false,
                false,
                false,
                null,
                List.of(),
                Json.object(),
                null,
                "none",
                now,
                now);
    }
}
