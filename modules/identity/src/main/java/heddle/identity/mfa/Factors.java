package heddle.identity.mfa;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.lock.Locks;
import heddle.identity.session.SessionJson;
import heddle.identity.signin.SecondFactors;
import heddle.identity.signin.SecurityNotices;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.db.TxWork;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The second factors of every realm. Each method joins the transaction of the verb that calls it; {@link #tried} is the
 * way to a verb that a code decides.
 */
public final class Factors implements SecondFactors {
    private static final String LOCK = "mfa";
    private static final int TRIES = 5;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{6}");
    static final String RECOVERY = "recovery_code";

    /**
     * A factor that waits for its first code, with what is told once.
     *
     * @param secret in base32, for those who type it
     * @param uri what the QR code says
     */
    public record Enrolled(Factor factor, String secret, String uri) {}

    /**
     * A factor whose code was right.
     *
     * @param fresh whether it was the factor's first code
     * @param recoveryCodes empty unless it is the person's first factor
     */
    public record Confirmed(Factor factor, boolean fresh, List<String> recoveryCodes) {}

    private final Kernel kernel;
    private final Accounts accounts;
    private final Locks locks;
    private final SecurityNotices notices;
    private final RecoveryCodes recovery;
    private final FactorStore store = new FactorStore();

    public Factors(Kernel kernel, Accounts accounts, Locks locks, SecurityNotices notices) {
        this.kernel = kernel;
        this.accounts = accounts;
        this.locks = locks;
        this.notices = notices;
        this.recovery = new RecoveryCodes(kernel.secrets(), kernel.time());
    }

    public RecoveryCodes recovery() {
        return recovery;
    }

    @Override
    public List<SessionJson.FactorChoice> of(Tx tx, String accountId) {
        return verified(tx, accountId).stream()
                .map(f -> new SessionJson.FactorChoice(f.id(), Factor.TOTP, f.friendlyName()))
                .toList();
    }

    /** Confirmed factors and those that wait for their first code. */
    public List<Factor> all(Tx tx, String accountId) {
        return store.of(tx, accountId, pendingSince());
    }

    public List<Factor> verified(Tx tx, String accountId) {
        return all(tx, accountId).stream().filter(Factor::verified).toList();
    }

    /**
     * Runs what a code decides. The try is counted before it is judged, and forgotten when it was right.
     *
     * @param realm the request, bound to the realm
     * @throws Problem 423 MFA_LOCKED after five failures in 15 minutes
     */
    public <T> T tried(Caller realm, String accountId, TxWork<T> work) {
        locks.attempt(realm, LOCK, accountId, TRIES, "MFA_LOCKED");
        T result = kernel.db().tx(realm, work);
        locks.clear(realm, LOCK, accountId);
        return result;
    }

    /**
     * A new factor, which counts for nothing until {@link #confirm}.
     *
     * @param issuer what an authenticator app calls us
     * @throws Problem 409 when there are ten, or one of this name
     */
    public Enrolled enroll(Tx tx, Account account, @Nullable String friendlyName, String issuer) {
        accounts.lock(tx, account.id());
        List<Factor> others = all(tx, account.id());
        if (others.size() >= Factor.MOST) {
            throw Problem.conflict(
                    "LIMIT_REACHED", "At most " + Factor.MOST + " factors at a time; remove one before adding another");
        }
        if (friendlyName != null && others.stream().anyMatch(f -> friendlyName.equalsIgnoreCase(f.friendlyName()))) {
            throw Problem.conflict("CONFLICT", "Another factor is called " + friendlyName + "; choose another name");
        }
        Instant now = kernel.time().instant();
        Factor factor = new Factor(account.realm(), kernel.ids().next("mfa"), account.id(), friendlyName, now, null);
        byte[] secret = Totp.newSecret();
        store.insert(tx, factor, kernel.secrets().seal(purpose(factor), secret));
        return new Enrolled(factor, Base32.encode(secret), Totp.uri(issuer, address(account), secret));
    }

    /**
     * Takes a code of a factor, be it the first.
     *
     * @param half characters on either side of the dash of recovery codes
     * @throws Problem 404, or 401 MFA_INVALID_CODE
     */
    public Confirmed confirm(Tx tx, Caller from, Account account, String factorId, String code, int half) {
        List<FactorStore.Sealed> all = store.lock(tx, account.id(), pendingSince());
        FactorStore.Sealed shown = all.stream()
                .filter(s -> s.factor().id().equals(factorId))
                .findFirst()
                .orElseThrow(Problem::notFound);
        Instant now = kernel.time().instant();
        if (!accept(tx, shown, code, now)) {
            throw wrongCode();
        }
        if (shown.factor().verified()) {
            return new Confirmed(shown.factor(), false, List.of());
        }
        boolean first = all.stream().noneMatch(s -> s.factor().verified());
        Factor factor = shown.factor().verifiedAt(now);
        record(tx, from, first ? "user.mfa_enabled" : "user.mfa_factor_added", factor);
        notices.factorsChanged(tx, from, account, "a second factor was added");
        return new Confirmed(factor, true, first ? recovery.issue(tx, account.id(), half) : List.of());
    }

    /**
     * Takes a code of a confirmed factor.
     *
     * @param factorId which one, or null for any of the person's
     * @throws Problem 404 when the person has no such factor, 401 MFA_INVALID_CODE
     */
    public void use(Tx tx, String accountId, @Nullable String factorId, String code) {
        List<FactorStore.Sealed> candidates = store.lock(tx, accountId, pendingSince()).stream()
                .filter(s -> s.factor().verified())
                .filter(s -> factorId == null || s.factor().id().equals(factorId))
                .toList();
        if (candidates.isEmpty()) {
            throw Problem.notFound();
        }
        Instant now = kernel.time().instant();
        if (candidates.stream().noneMatch(s -> accept(tx, s, code, now))) {
            throw wrongCode();
        }
    }

    /**
     * Uses a recovery code up.
     *
     * @return how many remain
     * @throws Problem 401 MFA_INVALID_CODE
     */
    public int recover(Tx tx, Caller from, Account account, String code) {
        if (!recovery.use(tx, account.id(), code)) {
            throw wrongCode();
        }
        int remaining = recovery.standing(tx, account.id())
                .map(RecoveryCodes.Standing::remaining)
                .orElse(0);
        tx.record(Event.of(
                kernel.ids().next("evt"),
                from,
                "user.mfa_recovered",
                account.id(),
                Json.object().put("remaining", remaining).toString(),
                kernel.time().instant()));
        notices.factorsChanged(tx, from, account, "a recovery code was used");
        return remaining;
    }

    /**
     * Takes whichever a person typed: six digits of their app, or a recovery code.
     *
     * @return the method, as sessions name it
     * @throws Problem 404 when the person has no factor, 401 MFA_INVALID_CODE
     */
    public String useEither(Tx tx, Caller from, Account account, String code) {
        if (DIGITS.matcher(code).matches()) {
            use(tx, account.id(), null, code);
            return Factor.TOTP;
        }
        recover(tx, from, account, code);
        return RECOVERY;
    }

    /** Removes a factor; with the last confirmed one the recovery codes go too. */
    public void remove(Tx tx, Caller from, Account account, Factor factor) {
        List<FactorStore.Sealed> all = store.lock(tx, account.id(), pendingSince());
        store.delete(tx, factor.id());
        if (!factor.verified()) {
            return;
        }
        boolean last = all.stream()
                .map(FactorStore.Sealed::factor)
                .noneMatch(f -> f.verified() && !f.id().equals(factor.id()));
        if (last) {
            recovery.forget(tx, account.id());
        }
        record(tx, from, last ? "user.mfa_disabled" : "user.mfa_factor_removed", factor);
        notices.factorsChanged(tx, from, account, "a second factor was removed");
    }

    /**
     * Keeps a session that showed one proof only from the proofs that would have asked it for the second.
     *
     * @throws Problem 403 REAUTHENTICATION_REQUIRED
     */
    public void requireStrong(Tx tx, Caller caller) {
        if (!claim(caller, "aal").equals("aal2") && !verified(tx, caller.id()).isEmpty()) {
            throw Problem.forbidden(
                    "REAUTHENTICATION_REQUIRED",
                    "Show a code of your second factor first (POST .../auth/mfa/verify), or sign in again");
        }
    }

    /** Removes everything, e.g. when an administrator resets somebody who lost theirs. */
    public void removeAll(Tx tx, Caller from, Account account) {
        all(tx, account.id()).forEach(f -> remove(tx, from, account, f));
    }

    /** Forgets what belongs to an account that goes. */
    public void forget(Tx tx, String accountId) {
        store.deleteOf(tx, accountId);
        recovery.forget(tx, accountId);
    }

    /** Deletes factors of every realm whose first code never came. */
    public void forgetPending() {
        kernel.db().systemTx("factors of all realms wait for their first code", tx -> {
            store.deletePending(tx, pendingSince());
            return true;
        });
    }

    static String claim(Caller caller, String name) {
        JsonNode value = caller.claims().get(name);
        return value == null ? "" : value.asString("");
    }

    private boolean accept(Tx tx, FactorStore.Sealed sealed, String code, Instant now) {
        byte[] secret = kernel.secrets().open(purpose(sealed.factor()), sealed.secret());
        OptionalLong step = Totp.match(secret, code, now, sealed.lastStep());
        step.ifPresent(s -> store.accept(tx, sealed.factor().id(), s, now));
        return step.isPresent();
    }

    private void record(Tx tx, Caller from, String type, Factor factor) {
        String fact = Json.text(new MfaJson.Fact(factor.id(), Factor.TOTP, factor.friendlyName()));
        tx.record(Event.of(
                        kernel.ids().next("evt"),
                        from,
                        type,
                        factor.accountId(),
                        fact,
                        kernel.time().instant())
                .forTenant(factor.realm()));
    }

    private Instant pendingSince() {
        return kernel.time().instant().minus(Factor.PENDING);
    }

    private static String purpose(Factor factor) {
        return "totp:" + factor.realm() + ":" + factor.id();
    }

    private static String address(Account account) {
        if (account.email() != null) {
            return account.email();
        }
        return account.phone() == null ? account.id() : account.phone();
    }

    private static Problem wrongCode() {
        return Problem.unauthorized(
                "MFA_INVALID_CODE", "This code is not right, or it was used before; wait for the next one");
    }
}
