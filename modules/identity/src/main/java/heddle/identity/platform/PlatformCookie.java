package heddle.identity.platform;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.SessionCookie;
import java.time.Duration;
import java.util.function.Supplier;

/** The cookie that holds a session of the platform: no script reads it, and other sites' forms do not send it. */
public final class PlatformCookie {
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

    private final Supplier<String> own;

    /**
     * @param own origin under which people reach this server
     */
    PlatformCookie(Supplier<String> own) {
        this.own = own;
    }

    /** The value of {@code Set-Cookie}. */
    public String line(String token, Duration life) {
        String name = secure() ? SessionCookie.PLATFORM.getFirst() : SessionCookie.PLATFORM.getLast();
        return name + "=" + token + "; Max-Age=" + life.toSeconds() + attributes(secure());
    }

    /** Takes the cookie away, under each name that came along. */
    Reply without(Request in, Reply reply) {
        SessionCookie.PLATFORM.stream()
                .filter(in.cookies()::containsKey)
                .forEach(name -> reply.cookie(name + "=; Max-Age=0" + attributes(name.startsWith("__"))));
        return reply;
    }

    private static String attributes(boolean secure) {
        return secure ? ATTRIBUTES + "; Secure" : ATTRIBUTES;
    }

    private boolean secure() {
        return own.get().startsWith("https://");
    }
}
