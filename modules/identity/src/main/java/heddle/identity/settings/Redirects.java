package heddle.identity.settings;

import heddle.kernel.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a link or a sign-in may send people: never to an address that only the request names. */
public final class Redirects {
    private static final String PORTAL = "/portal";

    private Redirects() {}

    /** The address with a further parameter in its query. */
    public static String with(String url, String name, String value) {
        int fragment = url.indexOf('#');
        String base = fragment < 0 ? url : url.substring(0, fragment);
        String rest = fragment < 0 ? "" : url.substring(fragment);
        String pair = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return base + (base.indexOf('?') < 0 ? "?" : "&") + pair + rest;
    }

    /**
     * The address to send people to.
     *
     * @param wanted as the request says, or null for the tenant's site, or our portal where it has none
     * @param own origin of our own pages, from the configuration: what a request calls us is no proof
     * @throws Problem 400 INVALID_REDIRECT when it is not on the tenant's list
     */
    public static String require(AuthConfig config, @Nullable String wanted, String own) {
        if (wanted == null || wanted.isEmpty()) {
            return config.siteUrl().isEmpty() ? own + PORTAL : config.siteUrl();
        }
        List<String> allowed = new ArrayList<>(config.allowedRedirectUrls());
        if (!config.siteUrl().isEmpty()) {
            allowed.add(config.siteUrl());
        }
        allowed.add(own + PORTAL);
        URI target = parse(wanted);
        if (target == null || allowed.stream().noneMatch(a -> matches(a, target))) {
            throw Problem.badRequest(
                    "INVALID_REDIRECT", "redirect_to is not in allowed_redirect_urls of the authentication settings");
        }
        return wanted;
    }

    /** The same scheme, host and port, and a path that begins with the allowed one at a boundary. */
    private static boolean matches(String pattern, URI target) {
        URI allowed = parse(pattern.replace("*", "any-label"));
        if (allowed == null
                || !same(allowed.getScheme(), target.getScheme())
                || port(allowed) != port(target)
                || !host(String.valueOf(allowed.getHost()), String.valueOf(target.getHost()))) {
            return false;
        }
        String base = path(allowed);
        String path = path(target);
        return path.equals(base) || path.startsWith(base.endsWith("/") ? base : base + "/");
    }

    /** A star stands for one label. */
    private static boolean host(String allowed, String actual) {
        String[] mine = allowed.toLowerCase(Locale.ROOT).split("\\.", -1);
        String[] theirs = actual.toLowerCase(Locale.ROOT).split("\\.", -1);
        if (mine.length != theirs.length) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            if (!mine[i].equals("any-label") && !mine[i].equals(theirs[i])) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable URI parse(String text) {
        // Browsers read a backslash as a slash and %2e as a dot, and drop tabs and line ends; no honest address has
        // one.
        boolean odd = text.chars().anyMatch(c -> c == '\\' || c <= ' ' || c == 0x7f);
        if (odd || text.toLowerCase(Locale.ROOT).contains("%2e")) {
            return null;
        }
        try {
            URI uri = new URI(text);
            boolean usable = uri.isAbsolute() && !uri.isOpaque() && uri.getRawUserInfo() == null;
            return usable && (uri.getHost() != null || uri.getRawAuthority() == null) ? uri.normalize() : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return a != null && a.equalsIgnoreCase(b);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || path.isEmpty() ? "/" : path;
    }
}
