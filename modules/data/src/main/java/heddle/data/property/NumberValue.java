package heddle.data.property;

import heddle.kernel.json.Json;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finite IEEE doubles. */
final class NumberValue implements ValueType {
    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        BigDecimal value = Numbers.of(in);
        if (value == null) {
            return at.refuse("invalid_type", "Send a finite JSON number, without quotes");
        }
        double number = value.doubleValue();
        if (!Double.isFinite(number)) {
            return at.refuse("out_of_range", "Send a number that fits a 64-bit floating point value");
        }
        return Numbers.inBounds(p, value, at) ? Numbers.real(number) : null;
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        return Numbers.fromCell(text);
    }

    /** The shortest spelling: the database writes {@code 1e300} as 301 digits. */
    @Override
    public String toText(Property p, JsonNode stored) {
        return stored.isNumber() ? Json.text(Numbers.real(stored.doubleValue())) : ValueType.super.toText(p, stored);
    }
}
