package heddle.identity.platform;

import heddle.contracts.Channels;
import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people can do with the keys of their programs. */
public final class PlatformKeys {
    private static final int TOKEN_BYTES = 32;
    private static final int PER_MINUTE = 60;

    /** A key with its token, which is never shown again. */
    record Issued(PlatformKey key, String token) {}

    private final Db db;
    private final Accounts accounts;
    private final Ids ids;
    private final InstantSource time;
    private final Consumer<String> forget;
    private final PlatformKeyStore store = new PlatformKeyStore();

    /**
     * @param forget drops what this node holds of a key
     */
    public PlatformKeys(Db db, Accounts accounts, Ids ids, InstantSource time, Consumer<String> forget) {
        this.db = db;
        this.accounts = accounts;
        this.ids = ids;
        this.time = time;
        this.forget = forget;
    }

    List<PlatformKey> list(Caller caller) {
        return db.tx(caller, tx -> store.list(tx, caller.id()));
    }

    PlatformKey get(Caller caller, String id) {
        return list(caller).stream().filter(k -> k.id().equals(id)).findFirst().orElseThrow(Problem::notFound);
    }

    Issued create(Caller caller, PlatformKeyJson.Create wanted) {
        Instant now = time.instant();
        List<Fault> faults = new ArrayList<>();
        List<String> scopes = PlatformScopes.read(wanted.scopes(), faults);
        Instant expiresAt = expiry(wanted, now, faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return db.tx(caller, tx -> {
            // The account is locked, so that of two keys that are made at once only one is the last.
            Account owner = accounts.lock(tx, caller.id());
            return issue(tx, caller, owner, wanted.name().strip(), scopes, perMinute(wanted.rateLimit()), expiresAt);
        });
    }

    /**
     * A key of a program on a person's own machine, in the place of the one that the same program had before.
     *
     * @param owner locked
     */
    Issued replace(Tx tx, Caller actor, Account owner, String name, List<String> scopes) {
        store.list(tx, owner.id()).stream()
                .filter(k -> k.name().equals(name) && !k.revoked())
                .forEach(k -> revoke(tx, actor, k));
        return issue(tx, actor, owner, name, scopes, PER_MINUTE, null);
    }

    private Issued issue(
            Tx tx,
            Caller actor,
            Account owner,
            String name,
            List<String> scopes,
            int perMinute,
            @Nullable Instant expiresAt) {
        Tier tier = Tier.of(owner.tier());
        if (store.countUnrevoked(tx, owner.id()) >= tier.keys()) {
            throw Problem.forbidden(
                            "FORBIDDEN",
                            "Your tier (" + tier.word() + ") has " + tier.keys() + " keys; revoke one first")
                    .with("limit", tier.keys());
        }
        String token = PlatformKey.TOKEN_PREFIX + Tokens.base64Url(TOKEN_BYTES);
        PlatformKey key = new PlatformKey(
                ids.next("key"),
                owner.id(),
                name,
                token.substring(0, PlatformKey.PREFIX_SHOWN),
                scopes,
                Math.min(perMinute, tier.perMinute()),
                expiresAt,
                null,
                time.instant(),
                null);
        store.insert(tx, key, Tokens.sha256(token));
        announce(tx, actor, "platform_key.created", key);
        return new Issued(key, token);
    }

    /** Revokes at once, on every node; revoking again changes nothing. */
    PlatformKey revoke(Caller caller, String id) {
        return db.tx(caller, tx -> {
            PlatformKey key = store.lock(tx, caller.id(), id).orElseThrow(Problem::notFound);
            return key.revoked() ? key : revoke(tx, caller, key);
        });
    }

    /** The key that calls makes itself worthless. */
    void revokeSelf(Caller caller) {
        db.tx(caller, tx -> {
            PlatformKey key = store.lock(tx, String.valueOf(caller.userId()), caller.id())
                    .orElseThrow(() -> Problem.badRequest(
                            "KEY_REQUIRED", "Send the key that is to end; a session ends by /api/auth/logout"));
            return key.revoked() ? key : revoke(tx, caller, key);
        });
    }

    private PlatformKey revoke(Tx tx, Caller actor, PlatformKey key) {
        PlatformKey revoked = key.revokedAt(time.instant());
        store.revoke(tx, key.id(), time.instant());
        announce(tx, actor, "platform_key.revoked", revoked);
        return revoked;
    }

    void delete(Caller caller, String id) {
        db.tx(caller, tx -> {
            PlatformKey key = store.lock(tx, caller.id(), id).orElseThrow(Problem::notFound);
            store.delete(tx, id);
            announce(tx, caller, "platform_key.deleted", key);
            return true;
        });
    }

    private void announce(Tx tx, Caller caller, String type, PlatformKey key) {
        Instant now = time.instant();
        tx.record(Event.of(ids.next("evt"), caller, type, key.id(), PlatformKeyJson.fact(key, now), now));
        Signals.send(tx, Channels.KEYS, key.id());
        tx.afterCommit(() -> forget.accept(key.id()));
    }

    /** A moment in the past is taken: the key is then of no use, which the answer says. */
    private static @Nullable Instant expiry(PlatformKeyJson.Create wanted, Instant now, List<Fault> faults) {
        Integer days = wanted.expiresIn();
        if (days == null) {
            return wanted.expiresAt();
        }
        if (wanted.expiresAt() != null) {
            faults.add(new Fault("expires_in", "not_allowed", "Give either expires_at or expires_in, not both"));
        }
        return now.plus(Duration.ofDays(days));
    }

    private static int perMinute(PlatformKeyJson.@Nullable RateLimit wanted) {
        Integer number = wanted == null ? null : wanted.requestsPerMinute();
        return number == null ? PER_MINUTE : number;
    }
}
