package heddle.identity.hub;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.SessionCookie;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cookies of the session endpoints, spelled as the client that came expects them. */
final class Cookies {
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";
    private static final String GONE = "; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";

    private final Supplier<String> own;

    /**
     * @param own origin under which people reach this server
     */
    Cookies(Supplier<String> own) {
        this.own = own;
    }

    /** The token of the session cookie that came along, or null. */
    static @Nullable String session(Request in) {
        Map<String, String> cookies = in.cookies();
        return SessionCookie.NAMES.stream()
                .map(cookies::get)
                .filter(t -> t != null && !t.isEmpty())
                .findFirst()
                .orElse(null);
    }

    Reply withSession(Request in, Reply reply, String token, Instant expires) {
        String name = Generation.of(in.cookies()).session(secure());
        String until = DateTimeFormatter.RFC_1123_DATE_TIME.format(expires.atOffset(ZoneOffset.UTC));
        return reply.cookie(name + "=" + token + "; Expires=" + until + attributes());
    }

    Reply withCsrf(Request in, Reply reply, String value) {
        return reply.cookie(Generation.of(in.cookies()).csrf(secure()) + "=" + value + attributes());
    }

    Reply withCallback(Request in, Reply reply, String url) {
        String name = Generation.of(in.cookies()).callback(secure());
        return reply.cookie(name + "=" + URLEncoder.encode(url, StandardCharsets.UTF_8) + attributes());
    }

    /** Takes the session cookie away, under each name that came along. */
    Reply withoutSession(Request in, Reply reply) {
        SessionCookie.NAMES.stream()
                .filter(in.cookies()::containsKey)
                .forEach(name -> reply.cookie(name + "=" + GONE + attributes()));
        return reply;
    }

    private String attributes() {
        return secure() ? ATTRIBUTES + "; Secure" : ATTRIBUTES;
    }

    private boolean secure() {
        return own.get().startsWith("https://");
    }
}
