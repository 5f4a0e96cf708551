package heddle.identity.key;

import heddle.contracts.Channels;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Scope;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What can be done with API keys. */
public final class Keys {
    private static final int PREFIX_SHOWN = 10;

    /** A key with its token, which is never shown again. */
    record Issued(Key key, String token) {}

    record Rotation(Key old, Issued fresh) {}

    private final Db db;
    private final KeyStore store;
    private final Ids ids;
    private final InstantSource time;
    private final Consumer<String> forget;

    /**
     * @param forget drops what this node holds of a key
     */
    public Keys(Db db, Ids ids, InstantSource time, Consumer<String> forget) {
        this.forget = forget;
        this.db = db;
        this.store = new KeyStore();
        this.ids = ids;
        this.time = time;
    }

    List<Key> list(Caller caller) {
        return db.tx(caller, store::list);
    }

    Issued create(Caller caller, KeyJson.Create wanted) {
        Instant now = time.instant();
        KeyRules rules = new KeyRules();
        Key.Type type = rules.type(wanted.type());
        Set<Scope> scopes = rules.scopes(wanted.scopes(), type);
        List<String> allowlist = rules.allowlist(wanted.ipAllowlist());
        rules.expiry(wanted.expiresAt(), now);
        rules.throwFaults();
        KeyRules.requireHeld(caller, scopes);
        String token = Tokens.key(type.tokenPrefix());
        Key key = key(
                caller, wanted.label(), type, scopes, allowlist, wanted.rateLimit(), wanted.expiresAt(), null, token);
        return db.tx(caller, tx -> insert(tx, caller, key, token));
    }

    /** The first key of a tenant, with every scope; joins the transaction that makes the tenant. */
    public KeyJson.Created createFirst(Tx tx, Caller system, String label, @Nullable String givenToken) {
        String token = givenToken == null ? Tokens.key(Key.Type.SECRET.tokenPrefix()) : givenToken;
        Key key = key(system, label, Key.Type.SECRET, Set.of(Scope.ALL), List.of(), null, null, null, token);
        Key stored = insert(tx, system, key, token).key();
        return new KeyJson.Created(KeyJson.of(stored, time.instant()), token);
    }

    /** A key made outside HTTP. */
    public KeyJson.Created issue(Caller caller, String label, List<String> scopes, String type) {
        Issued issued = create(caller, new KeyJson.Create(label, scopes, null, null, null, type));
        return new KeyJson.Created(KeyJson.of(issued.key(), time.instant()), issued.token());
    }

    Key update(Caller caller, String id, KeyJson.Update change) {
        return db.tx(caller, tx -> {
            Key old = active(tx, id);
            KeyRules rules = new KeyRules();
            List<String> words = change.scopes()
                    .orKeep(old.scopes().stream().map(Scope::word).toList());
            Set<Scope> scopes = rules.scopes(words == null ? List.of() : words, old.type());
            List<String> allowlist = rules.allowlist(change.ipAllowlist().orKeep(old.ipAllowlist()));
            String label = change.label().orKeep(old.label());
            rules.throwFaults();
            if (change.scopes().present()) {
                KeyRules.requireHeld(caller, scopes);
            }
            Key fresh = old.changed(
                    label == null ? old.label() : label,
                    scopes,
                    allowlist,
                    change.rateLimit().orKeep(old.rateLimit()));
            store.update(tx, fresh);
            announce(tx, caller, "key.updated", fresh, old);
            return fresh;
        });
    }

    /** Revokes at once; revoking again changes nothing. */
    Key revoke(Caller caller, String id) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            List<Key> all = store.lockAll(tx);
            Key key = all.stream().filter(k -> k.id().equals(id)).findFirst().orElseThrow(Problem::notFound);
            if (key.status(now) == Key.Status.REVOKED) {
                return key;
            }
            requireAnother(all, key, now);
            Key revoked = key.revokedAt(now);
            store.update(tx, revoked);
            announce(tx, caller, "key.revoked", revoked, key);
            return revoked;
        });
    }

    /** Issues a successor; the old key stops at once, or after the grace period. */
    Rotation rotate(Caller caller, String id, KeyJson.Rotate wanted) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            Key old = active(tx, id);
            KeyRules rules = new KeyRules();
            Set<Scope> scopes = wanted.scopes() == null ? old.scopes() : rules.scopes(wanted.scopes(), old.type());
            rules.throwFaults();
            KeyRules.requireHeld(caller, scopes);
            String token = Tokens.key(old.type().tokenPrefix());
            String label = wanted.label() == null ? old.label() : wanted.label();
            Key fresh = key(
                    caller, label, old.type(), scopes, old.ipAllowlist(), old.rateLimit(), old.expiresAt(), id, token);
            Issued issued = insert(tx, caller, fresh, token);
            int grace = wanted.gracePeriodSecs() == null ? 0 : wanted.gracePeriodSecs();
            Key leaving = old.revokedAt(now.plusSeconds(grace));
            store.update(tx, leaving);
            announce(tx, caller, "key.rotated", leaving, old);
            return new Rotation(leaving, issued);
        });
    }

    private Key active(Tx tx, String id) {
        Key key = store.lock(tx, id).orElseThrow(Problem::notFound);
        Instant now = time.instant();
        if (key.status(now) == Key.Status.REVOKED) {
            throw Problem.conflict("INVALID_STATE", "This key is revoked; create a new one");
        }
        return key;
    }

    private static void requireAnother(List<Key> all, Key leaving, Instant now) {
        boolean last = leaving.scopes().contains(Scope.ALL)
                && all.stream()
                        .noneMatch(k -> !k.id().equals(leaving.id())
                                && k.status(now) == Key.Status.ACTIVE
                                && k.scopes().contains(Scope.ALL));
        if (last) {
            throw Problem.conflict(
                    "INVALID_STATE", "This is the last key with the scope *; create another before revoking it");
        }
    }

    private Issued insert(Tx tx, Caller caller, Key key, String token) {
        store.insert(tx, key, Tokens.sha256(token));
        announce(tx, caller, "key.created", key, null);
        return new Issued(key, token);
    }

    private void announce(Tx tx, Caller caller, String type, Key after, @Nullable Key before) {
        Instant now = time.instant();
        Event event = Event.of(ids.next("evt"), caller, type, after.id(), KeyJson.fact(after, now), now);
        tx.record(before == null ? event : event.before(KeyJson.fact(before, now), changed(before, after)));
        Signals.send(tx, Channels.KEYS, after.id());
        tx.afterCommit(() -> forget.accept(after.id()));
    }

    private static List<String> changed(Key before, Key after) {
        List<String> out = new ArrayList<>();
        if (!before.label().equals(after.label())) {
            out.add("label");
        }
        if (!before.scopes().equals(after.scopes())) {
            out.add("scopes");
        }
        if (!before.ipAllowlist().equals(after.ipAllowlist())) {
            out.add("ip_allowlist");
        }
        if (!java.util.Objects.equals(before.rateLimit(), after.rateLimit())) {
            out.add("rate_limit");
        }
        if (!java.util.Objects.equals(before.revokedAt(), after.revokedAt())) {
            out.add("status");
        }
        return out;
    }

    private Key key(
            Caller caller,
            String label,
            Key.Type type,
            Set<Scope> scopes,
            List<String> allowlist,
            @Nullable Integer rateLimit,
            @Nullable Instant expiresAt,
            @Nullable String rotatedFrom,
            String token) {
        return new Key(
                caller.tenantId(),
                ids.next("key"),
                label,
                type,
                token.substring(0, PREFIX_SHOWN),
                token.substring(token.length() - 4),
                scopes,
                allowlist,
                rateLimit,
                expiresAt,
                null,
                caller.id(),
                time.instant(),
                null,
                rotatedFrom);
    }
}
