package heddle.data.property;

import java.math.BigDecimal;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Lists of strings, numbers and booleans, or of one of the first two with {@code options.item_type}. */
final class ArrayValue implements ValueType {
    static final int MAX_ITEMS = 1_000;

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        if (!in.isArray()) {
            return at.refuse("invalid_type", "Send a list");
        }
        int max = p.options().path("max_items").asInt(MAX_ITEMS);
        if (in.size() > max) {
            return at.refuse("too_many_items", "Send at most %d items".formatted(max));
        }
        String kind = kind(p);
        ArrayNode out = JsonNodeFactory.instance.arrayNode(in.size());
        for (int i = 0; i < in.size(); i++) {
            JsonNode item = item(kind, in.get(i), at.item(i));
            if (item != null) {
                out.add(item);
            }
        }
        return out.size() == in.size() ? out : null;
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return Lists.fromCell(text, reader(p));
    }

    @Override
    public String toText(Property p, JsonNode stored) {
        return Lists.toCell(stored, reader(p));
    }

    private static UnaryOperator<JsonNode> reader(Property p) {
        return kind(p).equals("number")
                ? item -> canonical(Numbers.fromCell(item.stringValue()))
                : UnaryOperator.identity();
    }

    private static JsonNode canonical(JsonNode item) {
        BigDecimal value = Numbers.of(item);
        return value == null || !Double.isFinite(value.doubleValue()) ? item : Numbers.real(value.doubleValue());
    }

    private static String kind(Property p) {
        return p.options().path("item_type").asString("any");
    }

    private static @Nullable JsonNode item(String kind, JsonNode item, Spot at) {
        if (item.isString() && !kind.equals("number")) {
            String text = Texts.read(item, at);
            return text != null && Texts.fits(text, 0, StringValue.MAX_STRING, at) ? item : null;
        }
        if (item.isNumber() && !kind.equals("string")) {
            BigDecimal value = Numbers.of(item);
            return value != null && Double.isFinite(value.doubleValue())
                    ? Numbers.real(value.doubleValue())
                    : at.refuse("out_of_range", "Send a number that fits a 64-bit floating point value");
        }
        if (item.isBoolean() && kind.equals("any")) {
            return item;
        }
        return at.refuse(
                "invalid_type", kind.equals("any") ? "Send strings, numbers and booleans only" : "Send a " + kind);
    }
}
