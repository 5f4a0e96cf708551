package heddle.identity.proof;

import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Issues proofs and takes them back. */
public final class Proofs {
    /** Tries that a code of six digits survives. */
    public static final int MAX_TRIES = 5;

    private static final int TOKEN_BYTES = 32;
    private static final int CODE_DIGITS = 6;
    private static final Duration GAP = Duration.ofSeconds(60);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int PER_HOUR = 5;
    /** A used link stays known for a while, so that it can be told from one that never was. */
    private static final Duration KEPT = Duration.ofDays(2);

    private final Db db;
    private final ProofStore store = new ProofStore();
    private final Ids ids;
    private final InstantSource time;
    private final boolean limited;

    /**
     * @param limited whether the gap between two messages to an address holds
     */
    public Proofs(Db db, Ids ids, InstantSource time, boolean limited) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.limited = limited;
    }

    /** A proof with a token of 43 characters. */
    public Proof.Issued issue(Tx tx, Purpose purpose, @Nullable String accountId, String address, ObjectNode data) {
        return issue(tx, purpose, accountId, address, data, Tokens.base64Url(TOKEN_BYTES), "");
    }

    /** A proof with a token and, for people who type, a code of six digits. */
    public Proof.Issued issueWithCode(
            Tx tx, Purpose purpose, @Nullable String accountId, String address, ObjectNode data) {
        return issue(tx, purpose, accountId, address, data, Tokens.base64Url(TOKEN_BYTES), Tokens.digits(CODE_DIGITS));
    }

    /** A proof with a code of the caller's making, for people who type; {@link #redeemCode} takes it back. */
    public Proof.Issued issueTyped(
            Tx tx, Purpose purpose, @Nullable String accountId, String address, ObjectNode data, String code) {
        return issue(tx, purpose, accountId, address, data, Tokens.base64Url(TOKEN_BYTES), code);
    }

    /** Whether a code of an address waits to be typed. */
    public boolean awaited(Tx tx, Purpose purpose, String address) {
        return store.awaited(tx, purpose, address, time.instant());
    }

    /**
     * A proof whose token comes from outside, such as the id of an assertion; false when it is known already, so it
     * cannot be used twice.
     */
    public boolean note(Tx tx, Purpose purpose, String token) {
        try {
            tx.attempt(() -> issue(tx, purpose, null, "", Json.object(), token, ""));
            return true;
        } catch (RuntimeException e) {
            if (heddle.kernel.db.SqlProblems.state(e).equals("23505")) {
                return false;
            }
            throw e;
        }
    }

    private Proof.Issued issue(
            Tx tx,
            Purpose purpose,
            @Nullable String accountId,
            String address,
            ObjectNode data,
            String token,
            String code) {
        Instant now = time.instant();
        String realm = String.valueOf(tx.tenantId());
        Proof proof = new Proof(
                realm, ids.next("prf"), purpose, accountId, address, data, now, now.plus(purpose.lifetime()), null);
        byte[] codeHash = code.isEmpty() ? null : codeHash(realm, address, code);
        store.insert(tx, proof, tokenHash(purpose, token), codeHash);
        return new Proof.Issued(proof, token, code);
    }

    /** Looks at a proof without using it; empty when there is none with this token. */
    public Optional<Proof> find(Purpose purpose, String token) {
        return db.systemTx("a token tells its realm", tx -> store.byToken(tx, purpose, tokenHash(purpose, token)));
    }

    /** The proof of a token, locked, whether it is live or not; empty when there is none in this realm. */
    public Optional<Proof> lock(Tx tx, Purpose purpose, String token) {
        return store.lockByToken(tx, purpose, tokenHash(purpose, token));
    }

    /** The same by its id. */
    public Optional<Proof> lock(Tx tx, String id) {
        return store.lock(tx, id);
    }

    /** What a live proof remembers, changed: whose it is and what its purpose needs; nothing where it is over. */
    public void remember(Tx tx, String id, @Nullable String accountId, ObjectNode data) {
        store.remember(tx, id, accountId, data, time.instant());
    }

    /**
     * The live proof of a token, not yet used.
     *
     * @throws Problem 400 INVALID_TOKEN, or 410 LINK_EXPIRED when it was used or is too old
     */
    public Proof require(Purpose purpose, String token) {
        return require(List.of(purpose), token);
    }

    /**
     * The same for a token that may be good for any of several purposes.
     *
     * @throws Problem 400 INVALID_TOKEN, or 410 LINK_EXPIRED
     */
    public Proof require(List<Purpose> purposes, String token) {
        Proof proof = purposes.stream()
                .flatMap(purpose -> find(purpose, token).stream())
                .findFirst()
                .orElseThrow(() -> Problem.badRequest("INVALID_TOKEN", "This link or token is not known"));
        if (proof.usedAt() != null || proof.expired(time.instant())) {
            throw spent();
        }
        return proof;
    }

    /**
     * Uses a proof up; of two that come at once, one wins.
     *
     * @throws Problem 410 LINK_EXPIRED
     */
    public void use(Tx tx, Proof proof) {
        if (!store.use(tx, proof.id(), time.instant())) {
            throw spent();
        }
    }

    /**
     * The live proof of a code, used up. Every try counts, also one whose transaction fails, and of many at once no more
     * are compared than are left.
     *
     * @param realm a caller bound to the realm
     * @throws Problem 401 INVALID_CREDENTIALS, or 423 when the code has no tries left
     */
    public Proof redeemCode(Caller realm, Purpose purpose, String address, String code) {
        Proof proof = judged(realm, purpose, address, code);
        return db.tx(realm, tx -> {
            if (!store.use(tx, proof.id(), time.instant())) {
                throw wrongCode();
            }
            return proof;
        });
    }

    /**
     * The same for a code that stays good: a try that was right does not count.
     *
     * @throws Problem 401 INVALID_CREDENTIALS, or 423 when the code has no tries left
     */
    public Proof checkCode(Caller realm, Purpose purpose, String address, String code) {
        Proof proof = judged(realm, purpose, address, code);
        db.apart(realm, tx -> store.forgive(tx, proof.id()));
        return proof;
    }

    private Proof judged(Caller realm, Purpose purpose, String address, String code) {
        Instant now = time.instant();
        Optional<ProofStore.Attempt> attempt =
                db.apart(realm, tx -> store.tryCode(tx, purpose, address, MAX_TRIES, now));
        if (attempt.isEmpty() && db.apart(realm, tx -> store.exhausted(tx, purpose, address, MAX_TRIES, now))) {
            throw Problem.of(423, "ACCOUNT_LOCKED", "This code was tried too often; ask for a new one")
                    .header("Retry-After", Long.toString(GAP.toSeconds()));
        }
        String hash = HexFormat.of().formatHex(codeHash(realm.tenantId(), address, code));
        return attempt.filter(a -> Tokens.same(a.codeHash(), hash))
                .map(ProofStore.Attempt::proof)
                .orElseThrow(Proofs::wrongCode);
    }

    /** Whether an address may be sent another proof now: one a minute and five an hour. */
    public boolean maySend(Tx tx, Purpose purpose, String address) {
        if (!limited) {
            return true;
        }
        Instant now = time.instant();
        List<Instant> sent = store.sent(tx, purpose, address, now.minus(HOUR));
        return sent.size() < PER_HOUR
                && (sent.isEmpty() || !sent.getFirst().plus(GAP).isAfter(now));
    }

    /** Ends what was issued for an address before, so that only the newest link works. */
    public void end(Tx tx, Purpose purpose, String address) {
        store.end(tx, purpose, address, time.instant());
    }

    public void forget(Tx tx, String accountId) {
        store.deleteOf(tx, accountId);
    }

    public void forgetOld() {
        db.systemTx(
                "proofs of all realms expire",
                tx -> store.deleteOld(tx, time.instant().minus(KEPT)));
    }

    private static Problem wrongCode() {
        return Problem.unauthorized("INVALID_CREDENTIALS", "This code is not right, or it has expired");
    }

    private static Problem spent() {
        return Problem.of(410, "LINK_EXPIRED", "This link was used or has expired; ask for a new one");
    }

    private static byte[] tokenHash(Purpose purpose, String token) {
        return Tokens.sha256(purpose.word() + ":" + token);
    }

    private static byte[] codeHash(String realm, String address, String code) {
        return Tokens.sha256(realm + "\n" + address + "\n" + code);
    }
}
