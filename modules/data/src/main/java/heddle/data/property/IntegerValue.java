package heddle.data.property;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Whole numbers that every JSON reader keeps exactly; digits in a string are accepted. */
final class IntegerValue implements ValueType {
    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        BigDecimal value = in.isString() ? Numbers.ofText(in.stringValue()) : Numbers.of(in);
        if (value == null) {
            return at.refuse("invalid_type", "Send a whole number");
        }
        if (!Numbers.within(value, 16)) {
            return at.refuse("out_of_range", "Send a number between -(2^53 - 1) and 2^53 - 1");
        }
        BigDecimal whole = value.stripTrailingZeros();
        if (whole.scale() > 0) {
            return at.refuse("invalid_type", "Send a whole number, without a fraction");
        }
        if (Math.abs(whole.longValueExact()) > Numbers.SAFE) {
            return at.refuse("out_of_range", "Send a number between -(2^53 - 1) and 2^53 - 1");
        }
        return Numbers.inBounds(p, whole, at) ? Numbers.whole(whole.longValueExact()) : null;
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return Numbers.fromCell(text);
    }
}
