package heddle.data.property;

import com.google.re2j.Pattern;
import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** E-mail addresses, in lower case. */
final class EmailValue implements ValueType {
    private static final int MAX = 254;
    private static final Pattern LOCAL =
            Pattern.compile("[\\pL\\pM\\pN!#$%&'*+/=?^_`{|}~-]+" + "(\\.[\\pL\\pM\\pN!#$%&'*+/=?^_`{|}~-]+)*");
    private static final Pattern TOP = Pattern.compile("[a-z]([a-z0-9-]*[a-z0-9])");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        String text = Texts.read(in, at);
        if (text == null) {
            return null;
        }
        String address = text.strip().toLowerCase(Locale.ROOT);
        if (!Texts.fits(address, 0, MAX, at)) {
            return null;
        }
        int sign = address.indexOf('@');
        boolean good = sign > 0
                && sign <= 64
                && LOCAL.matches(address.substring(0, sign))
                && domain(address.substring(sign + 1));
        return good
                ? JsonNodeFactory.instance.stringNode(address)
                : at.refuse("invalid_format", "Send an e-mail address such as ann@example.com");
    }

    private static boolean domain(String text) {
        try {
            String ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
            int dot = ascii.lastIndexOf('.');
            return dot > 0 && StringFormats.hostname(ascii) && TOP.matches(ascii.substring(dot + 1));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
