package heddle.identity.session;

import heddle.contracts.Channels;
import heddle.identity.account.Account;
import heddle.identity.role.RoleBook;
import heddle.identity.settings.Settings;
import heddle.identity.settings.SignInRules;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens sessions and ends them. */
public final class Sessions {
    private static final String REFRESH_PREFIX = "rt_";
    private static final int REFRESH_BYTES = 32;
    private static final int METADATA_IN_TOKEN = 1_024;

    /**
     * A session with its tokens, which are told once.
     *
     * @param expiresIn seconds that the access token is good for
     */
    public record Tokens(
            Account account,
            Session session,
            String accessToken,
            String refreshToken,
            int expiresIn,
            Instant expiresAt) {}

    private final Kernel kernel;
    private final RoleBook roles;
    private final AccessTokens access;
    private final Settings settings;
    private final Consumer<String> forget;
    private final SessionStore store = new SessionStore();

    /**
     * @param forget drops what this node holds of a session
     */
    public Sessions(Kernel kernel, RoleBook roles, AccessTokens access, Settings settings, Consumer<String> forget) {
        this.kernel = kernel;
        this.roles = roles;
        this.access = access;
        this.settings = settings;
        this.forget = forget;
    }

    /**
     * Opens a session for somebody who has proved who they are.
     *
     * @param from the request, bound to the realm
     * @param methods of the proofs given, the first one first
     * @param aal 2 when one of them was a second factor
     */
    public Tokens open(Tx tx, Caller from, Account account, List<String> methods, int aal, String client) {
        Instant now = kernel.time().instant();
        SignInRules rules = settings.rules(account.realm());
        Session session = new Session(
                account.realm(),
                kernel.ids().next("sess"),
                account.id(),
                methods.getFirst(),
                aal,
                methods.stream()
                        .map(m -> new Session.Amr(m, now.getEpochSecond()))
                        .toList(),
                client,
                from.ip(),
                from.userAgent(),
                now,
                now,
                now.plus(rules.session()),
                null);
        store.insert(tx, session);
        String refresh = newRefreshToken();
        store.insertToken(tx, session.id(), hash(refresh), now, now.plus(rules.refresh()));
        evict(tx, account, session, rules, now);
        tx.record(Event.of(
                kernel.ids().next("evt"),
                actor(from, account),
                "user.login",
                account.id(),
                Json.text(Map.of("session_id", session.id(), "method", session.method())),
                now));
        return tokens(account, session, refresh, rules, now);
    }

    private void evict(Tx tx, Account account, Session kept, SignInRules rules, Instant now) {
        if (rules.maxSessions() < 1) {
            return;
        }
        List<Session> live = new ArrayList<>(store.live(tx, account.id(), now));
        live.removeIf(s -> s.id().equals(kept.id()));
        for (int i = rules.maxSessions() - 1; i < live.size(); i++) {
            revoke(tx, account.id(), live.get(i).id(), null, "too many sessions");
        }
    }

    /** Whether the account was seen before from this browser in this network. */
    public boolean knownDevice(Tx tx, Account account, Caller from) {
        return store.knownDevice(tx, account.id(), from.userAgent(), network(from.ip()));
    }

    /** The part of an address that stays when a provider hands out another one: /24, or /48 of IPv6. */
    public static String network(String ip) {
        String separator = ip.indexOf(':') < 0 ? "." : ":";
        int end = 0;
        for (int i = 0; i < 3 && end >= 0; i++) {
            end = ip.indexOf(separator, end == 0 ? 0 : end + 1);
        }
        return end < 0 ? ip : ip.substring(0, end + 1);
    }

    public List<Session> live(Tx tx, String accountId) {
        return store.live(tx, accountId, kernel.time().instant());
    }

    /**
     * Ends live sessions of an account.
     *
     * @param only this one, or null for all
     * @param except but not this one
     * @return how many ended
     */
    public int revoke(Tx tx, String accountId, @Nullable String only, @Nullable String except, String why) {
        List<String> ended =
                store.revoke(tx, accountId, only, except, why, kernel.time().instant());
        for (String id : ended) {
            Signals.send(tx, Channels.SESSIONS, id);
            tx.afterCommit(() -> forget.accept(id));
        }
        return ended.size();
    }

    /** The session that a refresh token belongs to, used or not. */
    public Optional<Session> byRefreshToken(String token) {
        return kernel.db()
                .systemTx("a refresh token tells its realm", tx -> store.byToken(tx, hash(token)))
                .map(SessionStore.Shown::session);
    }

    /** Notes a second proof in a session and gives it a new access token. */
    public Tokens raise(Tx tx, Account account, String sessionId, String method) {
        Instant now = kernel.time().instant();
        Session old = store.byId(tx, sessionId).orElseThrow(Problem::notFound);
        List<Session.Amr> amr = new ArrayList<>(old.amr());
        amr.add(new Session.Amr(method, now.getEpochSecond()));
        store.raise(tx, sessionId, 2, amr);
        Signals.send(tx, Channels.SESSIONS, sessionId);
        tx.afterCommit(() -> forget.accept(sessionId));
        Session raised = store.byId(tx, sessionId).orElseThrow(Problem::notFound);
        return tokens(account, raised, "", settings.rules(account.realm()), now);
    }

    public void forgetAccount(Tx tx, String accountId) {
        revoke(tx, accountId, null, null, "account deleted");
        store.deleteOf(tx, accountId);
    }

    /** Deletes what ended more than a month ago, of every realm. */
    public void forgetOld() {
        Instant before = kernel.time().instant().minus(Duration.ofDays(30));
        kernel.db().systemTx("sessions of all realms end", tx -> {
            store.deleteOld(tx, before);
            return true;
        });
    }

    /** The same session with a new access token. */
    Tokens tokens(Account account, Session session, String refresh, SignInRules rules, Instant now) {
        Duration life = rules.access();
        Duration left = Duration.between(now, session.expiresAt());
        Duration granted = left.compareTo(life) < 0 ? left : life;
        String token = access.sign(account.realm(), account.id(), session.id(), now, granted, claims(account, session));
        return new Tokens(account, session, token, refresh, (int) granted.toSeconds(), now.plus(granted));
    }

    private Map<String, Object> claims(Account account, Session session) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("role", account.role());
        claims.put(
                "roles",
                roles.granted(account.realm(), account.role(), List.of()).roles());
        if (account.email() != null) {
            claims.put("email", account.email());
        }
        if (account.phone() != null) {
            claims.put("phone", account.phone());
        }
        claims.put("is_anonymous", account.isAnonymous());
        claims.put("aal", "aal" + session.aal());
        claims.put(
                "amr",
                session.amr().stream()
                        .map(a -> Map.of("method", a.method(), "timestamp", a.timestamp()))
                        .toList());
        String metadata = account.appMetadata().toString();
        if (metadata.length() <= METADATA_IN_TOKEN) {
            claims.put("app_metadata", Json.mapper().convertValue(account.appMetadata(), Map.class));
        }
        claims.put("tier", account.tier());
        return claims;
    }

    /** The person as the actor of what happens in their name. */
    public static Caller actor(Caller from, Account account) {
        return new Caller(
                Caller.Kind.USER,
                account.realm(),
                account.id(),
                account.label(),
                java.util.Set.of(),
                java.util.Set.of(),
                List.of(),
                Map.of(),
                0,
                from.requestId(),
                from.ip(),
                from.userAgent());
    }

    static String newRefreshToken() {
        return REFRESH_PREFIX + heddle.kernel.crypto.Tokens.base64Url(REFRESH_BYTES);
    }

    static byte[] hash(String refreshToken) {
        return heddle.kernel.crypto.Tokens.sha256(refreshToken);
    }
}
