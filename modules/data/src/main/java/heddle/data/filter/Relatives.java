package heddle.data.filter;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code $now}, {@code $today} and {@code {"$now": "-7d"}}. */
final class Relatives {
    private Relatives() {}

    /** The moving value, or null when the node is none. */
    static @Nullable Operand read(JsonNode value) {
        if (value.isString()) {
            return switch (value.stringValue()) {
                case "$now" -> new Operand.Relative(false, Span.NONE);
                case "$today" -> new Operand.Relative(true, Span.NONE);
                default -> null;
            };
        }
        if (!isShape(value)) {
            return null;
        }
        Map.Entry<String, JsonNode> only = value.properties().iterator().next();
        Optional<Span> span = Span.parse(only.getValue().asString(""));
        return span.isEmpty() ? null : new Operand.Relative(only.getKey().equals("$today"), span.get());
    }

    /** Whether the object is meant as a moving value, also when its span is malformed. */
    static boolean isShape(JsonNode value) {
        return value.isObject() && value.size() == 1 && (value.has("$now") || value.has("$today"));
    }
}
