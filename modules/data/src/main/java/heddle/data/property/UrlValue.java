package heddle.data.property;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Absolute addresses without a user name in them; http and https unless {@code options.schemes} says otherwise. */
final class UrlValue implements ValueType {
    private static final int MAX = 2_048;
    private static final Set<String> WEB = Set.of("http", "https");

    @Override
    public @Nullable JsonNode stored(Property p, JsonNode in, Spot at) {
        String text = Texts.read(in, at);
        if (text == null) {
            return null;
        }
        String address = text.strip();
        if (!Texts.fits(address, 0, MAX, at)) {
            return null;
        }
        URI uri = parse(address);
        if (uri == null || uri.getScheme() == null) {
            return at.refuse(
                    "invalid_format", "Send a whole address such as https://example.com/path, percent-encoded");
        }
        Set<String> schemes = schemes(p);
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!schemes.contains(scheme)) {
            return at.refuse("invalid_format", "Send an address that starts with one of " + String.join(", ", schemes));
        }
        String host = uri.getRawAuthority();
        if (WEB.contains(scheme) && (host == null || host.isEmpty() || host.startsWith(":"))) {
            return at.refuse("invalid_format", "Name a host after " + scheme + "://");
        }
        if (host != null && host.indexOf('@') >= 0) {
            return at.refuse("invalid_format", "Leave user name and password out of the address");
        }
        return JsonNodeFactory.instance.stringNode(address);
    }

    private static Set<String> schemes(Property p) {
        Set<String> out = new TreeSet<>();
        p.options().path("schemes").forEach(s -> out.add(s.asString("").toLowerCase(Locale.ROOT)));
        return out.isEmpty() ? new TreeSet<>(WEB) : out;
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
