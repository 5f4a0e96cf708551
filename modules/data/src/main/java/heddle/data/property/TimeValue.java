package heddle.data.property;

import com.google.re2j.Pattern;
import java.time.DateTimeException;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Times of day from 00:00:00 to 23:59:59. */
final class TimeValue implements ValueType {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{2}:[0-9]{2}(:[0-9]{2})?");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        if (!in.isString()) {
            return at.refuse("invalid_type", "Send a time of day such as \"09:30\"");
        }
        String text = in.stringValue().strip();
        if (!SHAPE.matches(text) || !exists(text)) {
            return at.refuse("invalid_format", "Send a time of day from 00:00:00 to 23:59:59, as HH:MM or HH:MM:SS");
        }
        return JsonNodeFactory.instance.stringNode(text.length() == 5 ? text + ":00" : text);
    }

    private static boolean exists(String text) {
        try {
            LocalTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
