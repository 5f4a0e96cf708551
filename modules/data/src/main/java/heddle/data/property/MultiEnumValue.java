package heddle.data.property;

import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Several of the words that the property lists, each once, in the order sent. */
final class MultiEnumValue implements ValueType {
    static final int MAX_ITEMS = 100;

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        if (!in.isArray()) {
            return at.refuse("invalid_type", "Send a list of words of enum_values");
        }
        int max = p.options().path("max_items").asInt(MAX_ITEMS);
        if (in.size() > max) {
            return at.refuse("too_many_items", "Send at most %d items".formatted(max));
        }
        Set<JsonNode> seen = new HashSet<>();
        boolean good = true;
        for (int i = 0; i < in.size(); i++) {
            JsonNode item = in.get(i);
            good &= EnumValue.chosen(p, item, at.item(i));
            if (!seen.add(item)) {
                at.item(i).refuse("duplicate_value", "Send each word once");
                good = false;
            }
        }
        return good ? in : null;
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return Lists.fromCell(text, UnaryOperator.identity());
    }

    @Override
    public String toText(Property p, JsonNode stored) {
        return Lists.toCell(stored, UnaryOperator.identity());
    }
}
