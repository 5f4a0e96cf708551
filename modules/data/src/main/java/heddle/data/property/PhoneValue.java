package heddle.data.property;

import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Telephone numbers in E.164; {@code options.default_country} lets people write national ones. */
final class PhoneValue implements ValueType {
    private static final int MAX_INPUT = 64;
    private static final Pattern SEPARATORS = Pattern.compile("[\\s()./\\x{2010}-\\x{2015}\\x{a0}-]");
    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern NATIONAL = Pattern.compile("[0-9]{4,15}");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        String text = Texts.read(in, at);
        if (text == null || !Texts.fits(text, 0, MAX_INPUT, at)) {
            return null;
        }
        String digits = SEPARATORS.matcher(text).replaceAll("");
        String country = p.options().path("default_country").asString("");
        if (!country.isEmpty() && NATIONAL.matches(digits)) {
            String national = digits;
            digits = DialCode.of(country).map(c -> c.international(national)).orElse(national);
        }
        return E164.matches(digits)
                ? JsonNodeFactory.instance.stringNode(digits)
                : at.refuse("invalid_format", "Send an international number such as +15551234567");
    }
}
