package heddle.data.property;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Checks that every text passes, whatever its type. */
final class Texts {
    private Texts() {}

    /** The text, or null after a fault when the value is no string or cannot be stored as UTF-8. */
    static @Nullable String read(JsonNode in, Spot at) {
        if (!in.isString()) {
            at.refuse("invalid_type", "Send a string");
            return null;
        }
        String text = in.stringValue();
        if (!storable(text)) {
            at.refuse("invalid_format", "Remove NUL characters and unpaired surrogates from the text");
            return null;
        }
        return text;
    }

    /** PostgreSQL keeps neither NUL nor half a surrogate pair. */
    static boolean storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c) && (++i == text.length() || !Character.isLowSurrogate(text.charAt(i)))) {
                return false;
            }
        }
        return true;
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** Whether the length in code points is within bounds; reports a fault when not. */
    static boolean fits(String text, int min, int max, Spot at) {
        int length = length(text);
        if (length > max) {
            at.refuse("too_long", "Send at most %d characters; this has %d".formatted(max, length));
            return false;
        }
        if (length < min) {
            at.refuse("too_short", "Send at least %d characters; this has %d".formatted(min, length));
            return false;
        }
        return true;
    }
}
