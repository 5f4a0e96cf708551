package heddle.data.property;

import heddle.kernel.pattern.Patterns;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Strings and long texts: as sent, but for {@code trim} and the normal spelling of a format. */
final class StringValue implements ValueType {
    static final int MAX_STRING = 1_000;
    static final int MAX_TEXT = 100_000;

    private final int limit;
    private final Patterns patterns;

    StringValue(int limit, Patterns patterns) {
        this.limit = limit;
        this.patterns = patterns;
    }

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        String text = Texts.read(in, at);
        if (text == null) {
            return null;
        }
        if (p.options().path("trim").asBoolean(false)) {
            text = text.strip();
        }
        if (p.format() != null) {
            text = StringFormats.apply(p.format(), text, at);
        }
        if (text == null || !fits(p, text, at)) {
            return null;
        }
        JsonNode pattern = p.options().path("pattern");
        if (pattern.isString() && !patterns.found(pattern.stringValue(), text)) {
            return at.refuse("invalid_format", "Send a text that matches the pattern " + pattern.stringValue());
        }
        return JsonNodeFactory.instance.stringNode(text);
    }

    private boolean fits(Property p, String text, Spot at) {
        int max = Math.min(p.options().path("max_length").asInt(limit), limit);
        return Texts.fits(text, p.options().path("min_length").asInt(0), max, at);
    }
}
