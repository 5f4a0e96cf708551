package heddle.identity.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of the platform that a browser holds in a cookie. The cookie is the session's refresh token: 256 random bits
 * that the server keeps a digest of, good for a week, and exchanged for the next when half of that is over. For a moment
 * after the exchange the old one still does, for what the browser had sent before.
 */
public final class BrowserSessions {
    /** What sessions in a cookie are opened with; no other session's token is taken for a cookie. */
    public static final String CLIENT = "browser";

    private static final String PREFIX = "rt_";
    private static final int MAX_CACHED = 100_000;
    /** How late other nodes learn of an exchange. */
    private static final Duration CACHED = Duration.ofSeconds(30);

    /** The cookie to come. */
    public record Renewed(String token, Duration life) {}

    private final Db db;
    private final SessionAuthenticator sessions;
    private final Refresh refresh;
    private final Settings settings;
    private final InstantSource time;
    private final SessionStore store = new SessionStore();
    private final Cache<String, Optional<SessionStore.Cookie>> byDigest = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(CACHED)
            .build();

    public BrowserSessions(
            Db db, SessionAuthenticator sessions, Refresh refresh, Settings settings, InstantSource time) {
        this.db = db;
        this.sessions = sessions;
        this.refresh = refresh;
        this.settings = settings;
        this.time = time;
    }

    public static boolean isCookie(String token) {
        return token.startsWith(PREFIX);
    }

    /** How long a browser keeps the cookie. */
    public Duration life() {
        return settings.rules(Realm.PLATFORM).refresh();
    }

    /**
     * The person behind a cookie.
     *
     * @throws Problem 401 INVALID_TOKEN when it is unknown, too old or exchanged, or its session has ended; 403 USER_BANNED
     */
    public Caller authenticate(String token, String requestId, String ip, String userAgent) {
        SessionStore.Cookie cookie = read(token)
                .filter(c -> c.realm().equals(Realm.PLATFORM) && good(c, time.instant()))
                .orElseThrow(SessionAuthenticator::ended);
        return sessions.known(cookie.realm(), cookie.sessionId(), cookie.accountId(), requestId, ip, userAgent);
    }

    /** The cookie's successor, where half of its time is over; null where it will do. */
    public @Nullable Renewed renewed(Caller caller, String token) {
        SessionStore.Cookie cookie = read(token).orElse(null);
        if (cookie == null || !due(cookie)) {
            return null;
        }
        Sessions.Tokens tokens = refresh.run(caller, token, Realm.PLATFORM::equals);
        byDigest.invalidate(Tokens.sha256Hex(token));
        return new Renewed(tokens.refreshToken(), life());
    }

    private boolean due(SessionStore.Cookie cookie) {
        Instant now = time.instant();
        Duration half = Duration.between(cookie.issuedAt(), cookie.expiresAt()).dividedBy(2);
        return good(cookie, now) && !now.isBefore(cookie.issuedAt().plus(half));
    }

    private boolean good(SessionStore.Cookie cookie, Instant now) {
        Instant used = cookie.usedAt();
        boolean inGrace = used == null
                || !used.plus(settings.rules(cookie.realm()).grace()).isBefore(now);
        return inGrace && now.isBefore(cookie.expiresAt());
    }

    private Optional<SessionStore.Cookie> read(String token) {
        return byDigest.get(
                Tokens.sha256Hex(token),
                d -> db.systemTx("a cookie tells its realm", tx -> store.cookie(tx, Sessions.hash(token), CLIENT)));
    }
}
