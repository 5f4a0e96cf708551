package heddle.identity.platform;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import tools.jackson.databind.node.StringNode;

/** Knows people's programs by their keys. Keys are held in memory until a signal says that they or their owner changed. */
public final class PlatformKeyAuthenticator {
    private static final int MAX_CACHED = 100_000;
    private static final Duration NOTED_EVERY = Duration.ofSeconds(60);

    private record Held(PlatformKey key, Account owner) {}

    private final Db db;
    private final Accounts accounts;
    private final InstantSource time;
    private final PlatformKeyStore store = new PlatformKeyStore();
    private final Caller system = Caller.system(Realm.PLATFORM, "platform keys");
    private final Cache<String, Optional<Held>> byHash = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();
    private final Map<String, Instant> lastUse = new ConcurrentHashMap<>();

    public PlatformKeyAuthenticator(Db db, Accounts accounts, Signals signals, InstantSource time) {
        this.db = db;
        this.accounts = accounts;
        this.time = time;
        signals.on(Channels.KEYS, this::forget, byHash::invalidateAll);
        signals.on(Channels.ACCOUNTS, account -> forget(h -> h.owner().id().equals(account)), byHash::invalidateAll);
    }

    public static boolean isKey(String token) {
        return token.startsWith(PlatformKey.TOKEN_PREFIX);
    }

    /**
     * The program behind a key.
     *
     * @throws Problem 401 when the key is unknown, revoked or expired; 403 when its owner's account is closed
     */
    public Caller authenticate(String token, String requestId, String ip, String userAgent) {
        byte[] hash = Tokens.sha256(token);
        Held held = byHash.get(HexFormat.of().formatHex(hash), h -> load(hash))
                .orElseThrow(() -> Problem.unauthorized("UNAUTHORIZED", "This API key is not known"));
        PlatformKey key = held.key();
        Instant now = time.instant();
        if (key.revoked() || key.expired(now)) {
            throw Problem.unauthorized(
                    "UNAUTHORIZED", "This API key " + (key.revoked() ? "is revoked" : "has expired"));
        }
        if (!held.owner().active()) {
            throw Problem.forbidden("FORBIDDEN", "The account of this API key is not active");
        }
        lastUse.merge(key.id(), now, (a, b) -> a.plus(NOTED_EVERY).isAfter(b) ? a : b);
        return new Caller(
                Caller.Kind.PERSONAL_KEY,
                Realm.PLATFORM,
                key.id(),
                key.name(),
                Set.of(),
                PlatformScopes.permissions(key.scopes()),
                List.of(held.owner().role()),
                Map.of(Caller.ACCOUNT, StringNode.valueOf(held.owner().id())),
                key.perMinute(),
                requestId,
                ip,
                userAgent);
    }

    private Optional<Held> load(byte[] hash) {
        return db.tx(
                system,
                tx -> store.byTokenHash(tx, hash)
                        .flatMap(key -> accounts.byId(tx, key.accountId()).map(owner -> new Held(key, owner))));
    }

    /** Writes down when keys were last used; called about twice a minute. */
    public void writeLastUse() {
        Map<String, Instant> seen = Map.copyOf(lastUse);
        if (!seen.isEmpty()) {
            db.tx(system, tx -> {
                store.writeLastUse(tx, seen);
                return true;
            });
            seen.forEach(lastUse::remove);
        }
    }

    /** Drops what this node holds of a key; other nodes are told by signal. */
    public void forget(String keyId) {
        forget(held -> held.key().id().equals(keyId));
    }

    private void forget(Predicate<Held> which) {
        byHash.asMap().values().removeIf(held -> held.map(which::test).orElse(true));
    }
}
