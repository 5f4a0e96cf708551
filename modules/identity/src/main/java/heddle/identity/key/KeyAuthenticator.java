package heddle.identity.key;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.contracts.TenantFacts;
import heddle.kernel.access.Caller;
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

/** Knows callers by their API key. Keys are held in memory until a signal says that they changed. */
public final class KeyAuthenticator {
    private static final int MAX_CACHED = 100_000;

    private final Db db;
    private final KeyStore store = new KeyStore();
    private final TenantFacts tenants;
    private final InstantSource time;
    private final Cache<String, Optional<Key>> byHash = Caffeine.newBuilder()
            .maximumSize(MAX_CACHED)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();
    private final Map<String, Instant> lastUse = new ConcurrentHashMap<>();

    public KeyAuthenticator(Db db, TenantFacts tenants, Signals signals, InstantSource time) {
        this.db = db;
        this.tenants = tenants;
        this.time = time;
        signals.on(Channels.KEYS, this::forget, byHash::invalidateAll);
    }

    /**
     * The program behind a key.
     *
     * @throws Problem 401 when it is unknown, revoked or expired; 403 when it may not be used from here
     */
    public Caller authenticate(String token, String requestId, String ip, String userAgent) {
        byte[] hash = Tokens.sha256(token);
        Key key = byHash.get(
                        HexFormat.of().formatHex(hash),
                        h -> db.systemTx("a token tells its tenant", tx -> store.byTokenHash(tx, hash)))
                .orElseThrow(() -> Problem.unauthorized("UNAUTHORIZED", "This API key is not known"));
        Instant now = time.instant();
        requireUsable(key, now, ip);
        Instant seen = lastUse.get(key.id());
        if (seen == null || seen.plusSeconds(60).isBefore(now)) {
            lastUse.put(key.id(), now);
        }
        boolean secret = key.type() == Key.Type.SECRET;
        return new Caller(
                secret ? Caller.Kind.API_KEY : Caller.Kind.PUBLISHABLE_KEY,
                key.tenantId(),
                key.id(),
                key.label(),
                key.scopes(),
                Set.of(),
                secret ? List.of() : List.of("anonymous"),
                Map.of(),
                key.rateLimit() == null ? 0 : key.rateLimit(),
                requestId,
                ip,
                userAgent);
    }

    private void requireUsable(Key key, Instant now, String ip) {
        switch (key.status(now)) {
            case REVOKED -> throw Problem.unauthorized("UNAUTHORIZED", "This API key is revoked");
            case EXPIRED -> throw Problem.unauthorized("TOKEN_EXPIRED", "This API key has expired");
            case ACTIVE, ROTATING -> {}
        }
        if (!key.allows(ip)) {
            throw Problem.forbidden("IP_NOT_ALLOWED", "This API key may not be used from " + ip);
        }
        TenantFacts.Facts tenant = tenants.byId(key.tenantId());
        if (tenant == null) {
            throw Problem.unauthorized("UNAUTHORIZED", "This API key is not known");
        }
        if (!tenant.status().equals("active")) {
            throw Problem.forbidden("TENANT_SUSPENDED", "This tenant is suspended");
        }
    }

    /** Writes down when keys were last used; called about once a minute. */
    public void writeLastUse() {
        Map<String, Instant> seen = Map.copyOf(lastUse);
        if (!seen.isEmpty()) {
            db.systemTx("last use of keys is written for all tenants at once", tx -> {
                store.writeLastUse(tx, seen);
                return true;
            });
            seen.forEach(lastUse::remove);
        }
    }

    /** Drops what this node holds of a key; other nodes are told by signal. */
    public void forget(String keyId) {
        byHash.asMap().forEach((hash, key) -> {
            if (key.isEmpty() || key.get().id().equals(keyId)) {
                byHash.invalidate(hash);
            }
        });
    }
}
