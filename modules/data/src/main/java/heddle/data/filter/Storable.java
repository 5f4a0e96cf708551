package heddle.data.filter;

import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Whether PostgreSQL can hold a value: text without NUL and lone surrogates, numbers of a sane size. */
public final class Storable {
    private Storable() {}

    public static boolean test(JsonNode value) {
        if (value.isString()) {
            return test(value.stringValue());
        }
        if (value.isNumber()) {
            return Coercion.bounded(value.decimalValue()) != null;
        }
        if (value.isObject()) {
            return value.properties().stream().allMatch(e -> test(e.getKey()) && test(e.getValue()));
        }
        return StreamSupport.stream(value.spliterator(), false).allMatch(Storable::test);
    }

    static boolean test(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0' || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }
}
