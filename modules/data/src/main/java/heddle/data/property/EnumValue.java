package heddle.data.property;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One of the words that the property lists. */
final class EnumValue implements ValueType {
    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        return chosen(p, in, at) ? in : null;
    }

    static boolean chosen(Property p, JsonNode in, Spot at) {
        if (!in.isString()) {
            at.refuse("invalid_type", "Send one of the words of enum_values");
            return false;
        }
        if (!p.enumValues().contains(in.stringValue())) {
            at.refuse("not_in_enum", "Send one of " + sample(p.enumValues()));
            return false;
        }
        return true;
    }

    private static String sample(List<String> words) {
        String shown = String.join(", ", words.subList(0, Math.min(words.size(), 20)));
        return words.size() > 20 ? shown + ", ..." : shown;
    }
}
