package heddle.kernel.access;

import java.util.List;
import java.util.Set;

/** One of the products on this origin. Each knows its own people: a credential of one is unknown to the others. */
public enum Surface {
    /** {@code /v1}, {@code /events}: tenants' keys and end users. */
    BASE,
    /** {@code /api} and the pages of {@link #PAGES}: people of Studio and Market, and their keys. */
    PLATFORM,
    /** {@code /api/v1} and the session endpoints of {@code /api/auth}: staff and customers. */
    HUB;

    /** Where the platform's people are known by their cookie, and below. */
    public static final List<String> PAGES = List.of("/market", "/cli", "/device");

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
        boolean platform = path.startsWith("/api/")
                || PAGES.stream().anyMatch(page -> path.equals(page) || path.startsWith(page + "/"));
        return platform ? PLATFORM : BASE;
    }
}
