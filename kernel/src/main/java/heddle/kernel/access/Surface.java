package heddle.kernel.access;

import java.util.Set;

/** One of the products on this origin. Each knows its own people: a credential of one is unknown to the others. */
public enum Surface {
    /** {@code /v1}, {@code /events}: tenants' keys and end users. */
    BASE,
    /** {@code /api} and the pages at {@code /market}: people of Studio and Market, and their keys. */
    PLATFORM,
    /** {@code /api/v1} and the session endpoints of {@code /api/auth}: staff and customers. */
    HUB;

    private static final String PAGES = "/market";
    private static final String AUTH = "/api/auth/";
    private static final Set<String> HUB_AUTH =
            Set.of("csrf", "providers", "signin", "signout", "callback", "session", "error");

    public static Surface of(String path) {
        if (path.startsWith("/api/v1/")) {
            return HUB;
        }
        if (path.startsWith(AUTH)) {
            int end = path.indexOf('/', AUTH.length());
            return HUB_AUTH.contains(path.substring(AUTH.length(), end < 0 ? path.length() : end)) ? HUB : PLATFORM;
        }
        boolean platform = path.startsWith("/api/") || path.equals(PAGES) || path.startsWith(PAGES + "/");
        return platform ? PLATFORM : BASE;
    }
}
