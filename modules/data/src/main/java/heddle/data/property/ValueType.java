package heddle.data.property;

import heddle.kernel.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What one kind of value accepts and how it is kept. The values it is given are present and not null. */
interface ValueType {
    /** The form to store, or null after a fault was reported. */
    @Nullable
    JsonNode stored(Property p, JsonNode in, Spot at);

    /** The JSON a person's text stands for, not yet validated; missing when it cannot be read at all. */
    default JsonNode fromText(Property p, String text) {
        return JsonNodeFactory.instance.stringNode(text);
    }

    /** The text that {@link #fromText} reads back. */
    default String toText(Property p, JsonNode stored) {
        return stored.isString() ? stored.stringValue() : Json.text(stored);
    }
}
