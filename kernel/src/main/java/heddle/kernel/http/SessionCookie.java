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

/** The session cookie of the Hub, under the names that both generations of its browser client use. */
public final class SessionCookie {
    /** The names in the order in which they count. */
    public static final List<String> NAMES = List.of(
            "__Secure-authjs.session-token",
            "authjs.session-token",
            "__Secure-next-auth.session-token",
            "next-auth.session-token");

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final HeaderName SITE = HeaderNames.create("Sec-Fetch-Site");

    private SessionCookie() {}

    /**
     * The token of the cookie, or null when there is none.
     *
     * @throws Problem 403 when another site's page made the browser send it along with a change
     */
    static @Nullable String of(Headers headers, String method) {
        Map<String, String> cookies = all(headers);
        for (String name : NAMES) {
            String token = cookies.get(name);
            if (token != null && !token.isEmpty()) {
                if (!READING.contains(method)) {
                    requireSameOrigin(headers);
                }
                return token;
            }
        }
        return null;
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
        String origin = headers.contains(HeaderNames.ORIGIN)
                ? headers.get(HeaderNames.ORIGIN).get()
                : null;
        String host = headers.contains(HeaderNames.HOST)
                ? headers.get(HeaderNames.HOST).get()
                : "";
        boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean foreignOrigin =
                origin != null && !origin.replaceFirst("^https?://", "").equals(host);
        return foreignSite || foreignOrigin;
    }

    private static void requireSameOrigin(Headers headers) {
        if (crossSite(headers)) {
            throw Problem.forbidden("FORBIDDEN", "A page of another site may not act with this session");
        }
    }
}
