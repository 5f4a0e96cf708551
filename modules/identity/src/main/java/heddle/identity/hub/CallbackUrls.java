package heddle.identity.hub;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where signing in and out may lead: to pages of this origin only. */
final class CallbackUrls {
    private final Supplier<String> own;

    CallbackUrls(Supplier<String> own) {
        this.own = own;
    }

    String at(String path) {
        return own.get() + path;
    }

    /** The wanted address where it is one of ours, else the front page. */
    String allowed(@Nullable String wanted) {
        String origin = own.get();
        // Browsers read a backslash as a slash, so that /\evil.example leads away.
        if (wanted == null || wanted.isEmpty() || wanted.chars().anyMatch(c -> c <= ' ' || c == '\\')) {
            return origin;
        }
        if (wanted.startsWith("/") && !wanted.startsWith("//")) {
            return origin + wanted;
        }
        return sameOrigin(wanted, origin) ? wanted : origin;
    }

    private static boolean sameOrigin(String wanted, String origin) {
        try {
            URI uri = new URI(wanted);
            return uri.getRawUserInfo() == null
                    && (uri.getScheme() + "://" + uri.getRawAuthority()).equalsIgnoreCase(origin);
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
