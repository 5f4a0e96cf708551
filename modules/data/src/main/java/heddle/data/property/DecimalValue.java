package heddle.data.property;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Exact decimals, kept as a string padded to the scale. Digits that do not fit are refused, never rounded. */
final class DecimalValue implements ValueType {
    static final int MAX_PRECISION = 38;
    static final int MAX_SCALE = 10;
    private static final int PRECISION = 20;
    private static final int SCALE = 2;

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        BigDecimal value = in.isString() ? Numbers.ofText(in.stringValue().strip()) : Numbers.of(in);
        if (value == null) {
            return at.refuse("invalid_type", "Send a decimal such as \"12.30\", as a string or a number");
        }
        int scale = scale(p);
        BigDecimal exact = exact(value, precision(p) - scale, scale, at);
        return exact == null || !Numbers.inBounds(p, exact, at)
                ? null
                : JsonNodeFactory.instance.stringNode(exact.toPlainString());
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return Numbers.fromCell(text);
    }

    /** The value with exactly that scale, or null after a fault when digits would be lost. */
    static @Nullable BigDecimal exact(BigDecimal value, int wholeDigits, int scale, Spot at) {
        if (!Numbers.within(value, wholeDigits)) {
            at.refuse("out_of_range", "Send at most %d digits before the point".formatted(wholeDigits));
            return null;
        }
        BigDecimal shortest = value.stripTrailingZeros();
        if (shortest.scale() > scale) {
            at.refuse("invalid_format", "Send at most %d digits after the point".formatted(scale));
            return null;
        }
        return shortest.setScale(scale);
    }

    static int precision(Property p) {
        return p.options().path("precision").asInt(PRECISION);
    }

    static int scale(Property p) {
        return p.options().path("scale").asInt(SCALE);
    }
}
