package heddle.data.property;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import heddle.kernel.json.InstantText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Instants, kept as 24 characters of UTC so that byte order is time order. */
final class DateTimeValue implements ValueType {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final Pattern SHAPE = Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]"
            + "([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        Instant instant = in.isString() ? ofText(in.stringValue().strip()) : ofMillis(in);
        if (instant == null) {
            return at.refuse(
                    in.isString() ? "invalid_format" : "invalid_type",
                    "Send a time with its offset such as \"2026-01-31T10:00:00+01:00\", or milliseconds since 1970");
        }
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            return at.refuse("out_of_range", "Send a time in the years 0001 to 9999 of UTC");
        }
        return JsonNodeFactory.instance.stringNode(InstantText.of(instant));
    }

    @Override
    public JsonNode fromText(Property p, String text) {
        JsonNode cell = Numbers.fromCell(text);
        return cell.isNumber() ? cell : JsonNodeFactory.instance.stringNode(text);
    }

    private static @Nullable Instant ofMillis(JsonNode in) {
        BigDecimal value = Numbers.of(in);
        if (value == null
                || !Numbers.within(value, 16)
                || value.stripTrailingZeros().scale() > 0) {
            return null;
        }
        return Instant.ofEpochMilli(value.longValue());
    }

    private static @Nullable Instant ofText(String text) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            return null;
        }
        String fraction = parts.group(3) == null ? "" : parts.group(3);
        String time = parts.group(2).length() == 5 ? parts.group(2) + ":00" : parts.group(2);
        try {
            return LocalDateTime.parse(parts.group(1) + "T" + time + fraction)
                    .toInstant(ZoneOffset.of(parts.group(4).toUpperCase(Locale.ROOT)));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
