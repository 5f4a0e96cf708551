package heddle.identity.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.role.RoleBook;
import heddle.identity.settings.Settings;
import heddle.identity.settings.SignInRules;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.StringNode;

/**
 * Knows people by their access tokens. A token is good only as long as its session lives: sessions are held in memory
 * until a signal says that they ended or that their account or its roles changed.
 */
public final class SessionAuthenticator {
    private static final int MAX_CACHED = 200_000;
    private static final Duration NOTED_EVERY = Duration.ofSeconds(60);

    /** What Studio and the Hub allow a person, by their references. */
    private static final int PER_MINUTE = 60;

    /** A live session with whose it is. */
    record Live(Session session, Account account, List<String> assignedRoles) {}

    private final Db db;
    private final AccessTokens tokens;
    private final RoleBook roles;
    private final Settings settings;
    private final InstantSource time;
    private final Accounts accounts;
    private final SessionStore store = new SessionStore();
    private final Cache<String, Optional<Live>> bySession = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(Duration.ofMinutes(5))
            .build();
    private final Map<String, Instant> seen = new ConcurrentHashMap<>();

    public SessionAuthenticator(
            Db db,
            Accounts accounts,
            AccessTokens tokens,
            RoleBook roles,
            Settings settings,
            Signals signals,
            InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.tokens = tokens;
        this.roles = roles;
        this.settings = settings;
        this.time = time;
        signals.on(Channels.SESSIONS, this::forget, bySession::invalidateAll);
        signals.on(Channels.ACCOUNTS, this::forgetAccount, bySession::invalidateAll);
        accounts.onChange(this::forgetAccount);
    }

    /**
     * The person behind an access token.
     *
     * @throws Problem 401 INVALID_TOKEN or TOKEN_EXPIRED; 403 USER_BANNED
     */
    public Caller authenticate(String token, String requestId, String ip, String userAgent) {
        AccessTokens.Claims claims = tokens.verify(token, time.instant());
        return known(claims.realm(), claims.sessionId(), claims.accountId(), requestId, ip, userAgent);
    }

    /**
     * The person behind a session that a credential of ours named.
     *
     * @throws Problem 401 INVALID_TOKEN when it has ended; 403 USER_BANNED
     */
    Caller known(String realm, String sessionId, String accountId, String requestId, String ip, String userAgent) {
        Instant now = time.instant();
        Live live = bySession
                .get(sessionId, id -> load(realm, id))
                .filter(l ->
                        l.session().realm().equals(realm) && l.account().id().equals(accountId))
                .orElseThrow(SessionAuthenticator::ended);
        if (!live.account().active()) {
            throw Problem.forbidden("USER_BANNED", "This account is not active");
        }
        if (!live.session().live(now) || silent(live, now)) {
            throw ended();
        }
        seen.merge(live.session().id(), now, (a, b) -> a.plus(NOTED_EVERY).isAfter(b) ? a : b);
        return caller(live, requestId, ip, userAgent);
    }

    /**
     * Whether a session was left alone for too long. A tenant's people show that when they refresh; sessions in a cookie
     * are never refreshed.
     */
    private boolean silent(Live live, Instant now) {
        String realm = live.session().realm();
        Duration idle = Realm.isTenant(realm) ? null : settings.rules(realm).idle();
        if (idle == null) {
            return false;
        }
        Instant since = now.minus(idle);
        Instant here = seen.getOrDefault(live.session().id(), live.session().lastActiveAt());
        // Another node may have seen it since this one read it.
        return here.isBefore(since)
                && load(realm, live.session().id())
                        .map(l -> l.session().lastActiveAt().isBefore(since))
                        .orElse(true);
    }

    private Caller caller(Live live, String requestId, String ip, String userAgent) {
        Account account = live.account();
        RoleBook.Granted granted = roles.granted(account.realm(), account.role(), live.assignedRoles());
        SignInRules rules = settings.rules(account.realm());
        boolean factorMissing = live.session().aal() < 2 && rules.needsMfa(Set.copyOf(granted.roles()));
        Set<String> permissions = factorMissing ? Set.of("account:mfa") : withSelf(granted.permissions());
        return new Caller(
                Caller.Kind.USER,
                account.realm(),
                account.id(),
                account.label(),
                Set.of(),
                permissions,
                granted.roles(),
                claims(live),
                Realm.isTenant(account.realm()) ? 0 : PER_MINUTE,
                requestId,
                ip,
                userAgent);
    }

    private static Set<String> withSelf(Set<String> permissions) {
        Set<String> out = new java.util.HashSet<>(permissions);
        out.add("account:self");
        out.add("account:mfa");
        return Set.copyOf(out);
    }

    private static Map<String, JsonNode> claims(Live live) {
        Account account = live.account();
        Map<String, JsonNode> claims = new java.util.HashMap<>();
        if (account.email() != null) {
            claims.put("email", StringNode.valueOf(account.email()));
        }
        if (account.phone() != null) {
            claims.put("phone", StringNode.valueOf(account.phone()));
        }
        claims.put("role", StringNode.valueOf(account.role()));
        claims.put("session_id", StringNode.valueOf(live.session().id()));
        claims.put("aal", StringNode.valueOf("aal" + live.session().aal()));
        claims.put("is_anonymous", BooleanNode.valueOf(account.isAnonymous()));
        claims.put("app_metadata", account.appMetadata());
        claims.put("user_metadata", account.userMetadata());
        return Map.copyOf(claims);
    }

    private Optional<Live> load(String realm, String sessionId) {
        return db.tx(
                Caller.system(realm, "session"),
                tx -> store.byId(tx, sessionId)
                        .flatMap(session -> accounts.byId(tx, session.accountId())
                                .map(account -> new Live(session, account, store.assignedRoles(tx, account.id())))));
    }

    static Problem ended() {
        return Problem.unauthorized("INVALID_TOKEN", "This session has ended; sign in again");
    }

    /** Drops what this node holds of a session; other nodes are told by signal. */
    public void forget(String sessionId) {
        bySession.invalidate(sessionId);
    }

    private void forgetAccount(String accountId) {
        bySession
                .asMap()
                .entrySet()
                .removeIf(e -> e.getValue()
                        .map(l -> l.account().id().equals(accountId))
                        .orElse(true));
    }

    /** Writes down which sessions were used; called about once a minute. */
    public void writeLastUse() {
        Map<String, Instant> written = Map.copyOf(seen);
        if (!written.isEmpty()) {
            db.systemTx("last use of sessions is written for all realms at once", tx -> {
                store.noteUse(tx, written);
                return true;
            });
            written.forEach(seen::remove);
        }
    }
}
