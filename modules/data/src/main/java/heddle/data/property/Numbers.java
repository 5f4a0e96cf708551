package heddle.data.property;

import com.google.re2j.Pattern;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Numbers as the parser makes them, so that a stored number equals the same number read again. */
final class Numbers {
    /** The largest integer that every JSON reader keeps exactly. */
    static final long SAFE = (1L << 53) - 1;

    private static final int TEXT_LENGTH = 64;
    private static final Pattern PLAIN = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?");
    private static final Pattern SCIENTIFIC = Pattern.compile("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

    private Numbers() {}

    /** The value of a JSON number, or null for anything else, infinities included. */
    static @Nullable BigDecimal of(JsonNode in) {
        if (!in.isNumber()
                || (in.isFloatingPointNumber() && !in.isBigDecimal() && !Double.isFinite(in.doubleValue()))) {
            return null;
        }
        return in.decimalValue();
    }

    /** The value of digits with an optional sign and fraction, or null. */
    static @Nullable BigDecimal ofText(String text) {
        return text.length() <= TEXT_LENGTH && PLAIN.matches(text) ? new BigDecimal(text) : null;
    }

    /** What a cell of a spreadsheet stands for: a number if it looks like one, else the text itself. */
    static JsonNode fromCell(String text) {
        String cell = text.strip();
        return cell.length() <= TEXT_LENGTH && SCIENTIFIC.matches(cell)
                ? JsonNodeFactory.instance.numberNode(new BigDecimal(cell))
                : JsonNodeFactory.instance.stringNode(cell);
    }

    /** Whether the whole part has at most this many digits; cheap even for {@code 1e999999999}. */
    static boolean within(BigDecimal value, int digits) {
        return value.signum() == 0 || (long) value.precision() - value.scale() <= digits;
    }

    static JsonNode whole(long value) {
        return value == (int) value
                ? JsonNodeFactory.instance.numberNode((int) value)
                : JsonNodeFactory.instance.numberNode(value);
    }

    /** A finite double in its shortest spelling. One that prints as digits alone is read again as an integer. */
    static JsonNode real(double value) {
        if (value == Math.rint(value) && Math.abs(value) <= SAFE) {
            return whole((long) value);
        }
        BigDecimal decimal = BigDecimal.valueOf(value);
        if (decimal.scale() != 0) {
            return JsonNodeFactory.instance.numberNode(decimal);
        }
        return Math.abs(value) < Long.MAX_VALUE
                ? whole(decimal.longValueExact())
                : JsonNodeFactory.instance.numberNode(decimal.toBigIntegerExact());
    }

    /** Checks {@code options.min} and {@code options.max}; reports a fault when outside. */
    static boolean inBounds(Property p, BigDecimal value, Spot at) {
        BigDecimal min = bound(p, "min");
        if (min != null && value.compareTo(min) < 0) {
            at.refuse("out_of_range", "Send at least " + min.toPlainString());
            return false;
        }
        BigDecimal max = bound(p, "max");
        if (max != null && value.compareTo(max) > 0) {
            at.refuse("out_of_range", "Send at most " + max.toPlainString());
            return false;
        }
        return true;
    }

    private static @Nullable BigDecimal bound(Property p, String option) {
        JsonNode value = p.options().path(option);
        return value.isString() ? ofText(value.stringValue()) : of(value);
    }
}
