package heddle.data.object;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Changes that depend on the value there is, so that two callers at once do not lose one another's: {@code {"$inc": 1}},
 * {@code {"$push": [..]}}, {@code {"$pull": [..]}}.
 */
final class Operations {
    private static final Set<DataType> NUMBERS = Set.of(DataType.INTEGER, DataType.NUMBER, DataType.DECIMAL);
    private static final Set<DataType> LISTS = Set.of(DataType.MULTI_ENUM, DataType.ARRAY);

    private Operations() {}

    /** The value that the change comes to; null when it is a fault, which has been reported. */
    static @Nullable JsonNode apply(
            Property property, @Nullable JsonNode old, JsonNode value, String path, List<Fault> faults) {
        boolean numeric = NUMBERS.contains(property.dataType());
        boolean list = LISTS.contains(property.dataType()) || property.multiple();
        if (!(value instanceof ObjectNode operation) || (!numeric && !list)) {
            return value;
        }
        if (operation.size() == 1 && numeric && operation.path("$inc").isNumber()) {
            BigDecimal start = old == null || old.isNull() ? BigDecimal.ZERO : new BigDecimal(old.asString());
            return DecimalNode.valueOf(start.add(operation.get("$inc").decimalValue()));
        }
        if (operation.size() == 1 && list && operation.path("$push").isArray()) {
            return joined(old, operation.get("$push"), property.dataType() == DataType.ARRAY);
        }
        if (operation.size() == 1 && list && operation.path("$pull").isArray()) {
            return without(old, operation.get("$pull"));
        }
        String known = numeric ? "{\"$inc\": number}" : "{\"$push\": [..]} or {\"$pull\": [..]}";
        faults.add(new Fault(path, "invalid_type", "Send a value, or " + known));
        return null;
    }

    private static ArrayNode joined(@Nullable JsonNode old, JsonNode added, boolean repeats) {
        ArrayNode out = Json.mapper().createArrayNode();
        if (old != null && old.isArray()) {
            old.forEach(out::add);
        }
        for (JsonNode item : added) {
            if (repeats || !contains(out, item)) {
                out.add(item);
            }
        }
        return out;
    }

    private static ArrayNode without(@Nullable JsonNode old, JsonNode removed) {
        ArrayNode out = Json.mapper().createArrayNode();
        if (old != null && old.isArray()) {
            for (JsonNode item : old) {
                if (!contains(removed, item)) {
                    out.add(item);
                }
            }
        }
        return out;
    }

    private static boolean contains(JsonNode list, JsonNode wanted) {
        for (JsonNode item : list) {
            if (item.equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
