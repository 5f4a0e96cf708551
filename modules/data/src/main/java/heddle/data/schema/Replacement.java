package heddle.data.schema;

import heddle.data.property.Property;
import heddle.data.property.PropertyRules;
import heddle.kernel.problem.Fault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What objects get instead of the enum values that a change takes away. */
final class Replacement {
    private Replacement() {}

    /**
     * Reads {@code replace_with}: one value for all, or an object from old to new, where null takes the old away.
     *
     * @return from old to new, an empty text for null; without the values for which nothing is said
     */
    static Map<String, String> read(@Nullable JsonNode in, Property old, Property fresh, Consumer<Fault> faults) {
        Map<String, String> out = new LinkedHashMap<>();
        if (in == null || in.isNull()) {
            return out;
        }
        List<String> removed = PropertyRules.removed(old, fresh);
        if (in.isString()) {
            String word = known(in, fresh, "replace_with", faults);
            removed.forEach(gone -> out.put(gone, word));
        } else if (in.isObject()) {
            in.propertyStream().forEach(e -> {
                String path = "replace_with." + e.getKey();
                if (removed.contains(e.getKey())) {
                    out.put(e.getKey(), e.getValue().isNull() ? "" : known(e.getValue(), fresh, path, faults));
                } else {
                    faults.accept(new Fault(path, "not_in_enum", "Name a value that this change takes away"));
                }
            });
        } else {
            faults.accept(new Fault(
                    "replace_with", "invalid_type", "Send one of the values that stay, or an object from old to new"));
        }
        if (fresh.required() && out.containsValue("")) {
            faults.accept(new Fault("replace_with", "required", "The property is required; name a value, not null"));
        }
        return out;
    }

    private static String known(JsonNode word, Property fresh, String path, Consumer<Fault> faults) {
        if (!fresh.enumValues().contains(word.asString(""))) {
            faults.accept(new Fault(
                    path, "not_in_enum", "Name one of the values that stay: " + String.join(", ", fresh.enumValues())));
        }
        return word.asString("");
    }
}
