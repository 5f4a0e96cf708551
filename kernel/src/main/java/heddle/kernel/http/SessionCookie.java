package heddle.kernel.http;

import heddle.kernel.problem.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The session cookies: the Hub's, under the names that both generations of its browser client use, and the platform's. */
public final class SessionCookie {
    /** The names in the order in which they count. */
    public static final List<String> NAMES = List.of(
            "__Secure-authjs.session-token",
            "authjs.session-token",
            "__Secure-next-auth.session-token",
            "next-auth.session-token");

    /** The platform's; the first is the one that browsers take over TLS only. */
    public static final List<String> PLATFORM = List.of("__Host-heddle-session", "heddle-session");

    private static final String NOT_HERE = "A page of another site may not act with this session";
    private static final String SAME_ORIGIN = "same-origin";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final HeaderName SITE = HeaderNames.create("Sec-Fetch-Site");

    private SessionCookie() {}

    /**
     * The token of the cookie, or null when there is none.
     *
     * @throws Problem 403 when another site's page made the browser send it along with a change
     */
    static @Nullable String of(Headers headers, String method) {
        String token = first(headers, NAMES);
        if (token != null && !READING.contains(method) && crossSite(headers)) {
            throw Problem.forbidden("FORBIDDEN", NOT_HERE);
        }
        return token;
    }

    /**
     * The same of the platform, whose changes must say that they come from a page of ours.
     *
     * @throws Problem 403 when a change does not
     */
    static @Nullable String ofPlatform(Headers headers, String method) {
        String token = first(headers, PLATFORM);
        if (token != null && !READING.contains(method) && !sameOrigin(headers)) {
            throw Problem.forbidden("FORBIDDEN", NOT_HERE);
        }
        return token;
    }

    private static @Nullable String first(Headers headers, List<String> names) {
        Map<String, String> cookies = all(headers);
        return names.stream()
                .map(cookies::get)
                .filter(t -> t != null && !t.isEmpty())
                .findFirst()
                .orElse(null);
    }

    /** Whether the browser vouches that a page of this origin sent it; one that says nothing does not. */
    static boolean sameOrigin(Headers headers) {
        String site = headers.contains(SITE) ? headers.get(SITE).get() : null;
        if (site != null) {
            // No page can write this header, and it is right behind a proxy that changes the host, too.
            return site.equals(SAME_ORIGIN);
        }
        return headers.contains(HeaderNames.ORIGIN) && ownOrigin(headers);
    }

    private static boolean ownOrigin(Headers headers) {
        String host = headers.contains(HeaderNames.HOST)
                ? headers.get(HeaderNames.HOST).get()
                : "";
        return headers.get(HeaderNames.ORIGIN)
                .get()
                .replaceFirst("^https?://", "")
                .equals(host);
    }

    static Map<String, String> all(Headers headers) {
        Map<String, String> out = new HashMap<>();
        if (headers.contains(HeaderNames.COOKIE)) {
            for (String line : headers.get(HeaderNames.COOKIE).allValues()) {
                for (String pair : line.split(";", -1)) {
                    int at = pair.indexOf('=');
                    if (at > 0) {
                        out.putIfAbsent(
                                pair.substring(0, at).strip(),
                                pair.substring(at + 1).strip());
                    }
                }
            }
        }
        return out;
    }

    /** Browsers say where a request comes from; a client that is no browser has no cookies of others to send. */
    static boolean crossSite(Headers headers) {
        String site = headers.contains(SITE) ? headers.get(SITE).get() : null;
        boolean foreignSite = site != null && !site.equals(SAME_ORIGIN) && !site.equals("none");
        boolean foreignOrigin = headers.contains(HeaderNames.ORIGIN) && !ownOrigin(headers);
        return foreignSite || foreignOrigin;
    }
}
