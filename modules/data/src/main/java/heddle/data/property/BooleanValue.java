package heddle.data.property;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** True or false; only cells and forms may spell them as words. */
final class BooleanValue implements ValueType {
    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        return in.isBoolean() ? in : at.refuse("invalid_type", "Send true or false, without quotes");
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "1" -> JsonNodeFactory.instance.booleanNode(true);
            case "false", "no", "0" -> JsonNodeFactory.instance.booleanNode(false);
            default -> JsonNodeFactory.instance.stringNode(text);
        };
    }
}
