package heddle.data.property;

import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Calendar days from 0001-01-01 to 9999-12-31. */
final class DateValue implements ValueType {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        if (!in.isString()) {
            return at.refuse("invalid_type", "Send a date such as \"2026-01-31\"");
        }
        LocalDate date = parse(in.stringValue().strip());
        return date == null
                ? at.refuse("invalid_format", "Send a day that exists, from 0001-01-01 to 9999-12-31, as YYYY-MM-DD")
                : JsonNodeFactory.instance.stringNode(date.toString());
    }

    static @Nullable LocalDate parse(String text) {
        if (!SHAPE.matches(text)) {
            return null;
        }
        try {
            LocalDate date = LocalDate.parse(text);
            return date.getYear() >= 1 ? date : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
