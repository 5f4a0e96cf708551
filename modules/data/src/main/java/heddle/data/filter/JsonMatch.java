package heddle.data.filter;

import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Equality and containment of JSON values as PostgreSQL's {@code jsonb} defines them. */
final class JsonMatch {
    private JsonMatch() {}

    /** {@code a = b}: numbers by value, keys in any order. */
    static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.isObject() && b.isObject()) {
            return a.size() == b.size() && a.properties().stream().allMatch(e -> same(e.getValue(), b.get(e.getKey())));
        }
        if (a.isArray() && b.isArray()) {
            if (a.size() != b.size()) {
                return false;
            }
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        return a.isValueNode() && a.equals(b);
    }

    /** {@code whole @> part}; at the top an array also contains a bare scalar. */
    static boolean includes(JsonNode whole, JsonNode part) {
        if (whole.isArray() && part.isValueNode()) {
            return holds(whole, part);
        }
        return inside(whole, part);
    }

    private static boolean inside(JsonNode whole, JsonNode part) {
        if (whole.isObject() && part.isObject()) {
            for (Map.Entry<String, JsonNode> entry : part.properties()) {
                JsonNode found = whole.get(entry.getKey());
                if (found == null || !inside(found, entry.getValue())) {
                    return false;
                }
            }
            return true;
        }
        if (whole.isArray() && part.isArray()) {
            return StreamSupport.stream(part.spliterator(), false).allMatch(item -> holds(whole, item));
        }
        return whole.isValueNode() && part.isValueNode() && same(whole, part);
    }

    private static boolean holds(JsonNode array, JsonNode item) {
        return StreamSupport.stream(array.spliterator(), false).anyMatch(one -> inside(one, item));
    }
}
