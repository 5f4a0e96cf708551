package heddle.identity.hub;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.credential.Credentials;
import heddle.identity.mfa.Factor;
import heddle.identity.mfa.Factors;
import heddle.identity.mfa.QrCode;
import heddle.identity.mfa.RecoveryCodes;
import heddle.identity.mfa.SecondStep;
import heddle.identity.session.Sessions;
import heddle.identity.signin.SignIn;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.db.TxWork;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The second factor of the Hub's people: one authenticator app, and ten codes on paper. */
final class TwoFactor {
    private static final String ISSUER = "Heddle Hub";
    private static final String TOTP = "totp";
    private static final Duration PENDING = Duration.ofMinutes(10);
    /** Characters on either side of the dash of a code on paper. */
    private static final int HALF = 4;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{6}");
    private static final Pattern ON_PAPER = Pattern.compile("[0-9A-Za-z]{4}-?[0-9A-Za-z]{4}");

    private final Db db;
    private final Factors factors;
    private final Accounts accounts;
    private final Credentials credentials;
    private final Sessions sessions;
    private final SecondStep step;

    TwoFactor(Db db, Factors factors, Accounts accounts, Credentials credentials, Sessions sessions, SignIn signIn) {
        this.db = db;
        this.factors = factors;
        this.accounts = accounts;
        this.credentials = credentials;
        this.sessions = sessions;
        this.step = new SecondStep(factors, accounts, signIn, Set.of(Realm.STAFF, Realm.CUSTOMER));
    }

    boolean enabled(Tx tx, String accountId) {
        return !factors.verified(tx, accountId).isEmpty();
    }

    HubJson.FactorStatus status(Caller caller) {
        return db.tx(caller, tx -> {
            List<Factor> all = factors.all(tx, caller.id());
            Optional<Factor> verified = all.stream().filter(Factor::verified).findFirst();
            int left = factors.recovery()
                    .standing(tx, caller.id())
                    .map(RecoveryCodes.Standing::remaining)
                    .orElse(0);
            return new HubJson.FactorStatus(
                    verified.isPresent(),
                    verified.map(Factor::verifiedAt).orElse(null),
                    left,
                    all.stream().anyMatch(f -> !f.verified()));
        });
    }

    /**
     * A secret for the app, which counts for nothing until {@link #confirm}.
     *
     * @throws Problem 409 when there is a factor already
     */
    HubJson.FactorSetup setUp(Caller caller) {
        return db.tx(caller, tx -> {
            Account account = accounts.lock(tx, caller.id());
            if (enabled(tx, account.id())) {
                throw Problem.conflict("CONFLICT", "The second factor is on already; disable it first");
            }
            factors.removeAll(tx, caller, account);
            Factors.Enrolled enrolled = factors.enroll(tx, account, null, ISSUER);
            return new HubJson.FactorSetup(
                    enrolled.secret(),
                    enrolled.uri(),
                    QrCode.of(enrolled.uri()).pngDataUrl(),
                    enrolled.factor().createdAt().plus(PENDING));
        });
    }

    /** Takes the first code of the app; from then on it is asked for, and every other session ends. */
    List<String> confirm(Caller caller, String code) {
        return tried(caller, caller.id(), tx -> {
            Account account = accounts.require(tx, caller.id());
            Factor waiting = factors.all(tx, caller.id()).stream()
                    .filter(f -> !f.verified())
                    .findFirst()
                    .orElseThrow(() -> Problem.conflict(
                            "CONFLICT", "No second factor waits for its first code; POST /api/v1/auth/2fa/setup"));
            Factors.Confirmed confirmed = factors.confirm(tx, caller, account, waiting.id(), code, HALF);
            sessions.raise(tx, account, caller.sessionId(), TOTP);
            sessions.revoke(tx, account.id(), null, caller.sessionId(), "a second factor was added");
            return confirmed.recoveryCodes();
        });
    }

    /** Ends a sign-in that waits for its second factor, by a code of the app or one on paper. */
    HubSignIn.In complete(Caller from, String pendingToken, String code) {
        SecondStep.In in = calmly(() -> step.take(from, pendingToken, code));
        return new HubSignIn.In(in.account(), in.session());
    }

    void disable(Caller caller, String code, String password) {
        Account known = db.tx(caller, tx -> accounts.require(tx, caller.id()));
        tried(caller, caller.id(), tx -> {
            if (!credentials.matches(known, password)) {
                throw Credentials.refused();
            }
            Account account = accounts.require(tx, caller.id());
            use(tx, caller, account, code);
            factors.removeAll(tx, caller, account);
            return sessions.revoke(tx, account.id(), null, caller.sessionId(), "the second factor was removed");
        });
    }

    HubJson.BackupCodes backupCodes(Caller caller) {
        return db.tx(caller, tx -> backupCodes(tx, caller, null));
    }

    /** Ten new codes instead of those before; told once. */
    HubJson.BackupCodes freshBackupCodes(Caller caller, String code) {
        return tried(caller, caller.id(), tx -> {
            Account account = accounts.require(tx, caller.id());
            use(tx, caller, account, code);
            return backupCodes(tx, caller, factors.recovery().issue(tx, account.id(), HALF));
        });
    }

    private HubJson.BackupCodes backupCodes(Tx tx, Caller caller, @Nullable List<String> fresh) {
        return factors.recovery()
                .standing(tx, caller.id())
                .map(s -> new HubJson.BackupCodes(s.total(), s.remaining(), s.generatedAt(), fresh))
                .orElse(new HubJson.BackupCodes(0, 0, null, null));
    }

    /** Frees somebody of the staff from a factor that they lost; their sessions end. */
    void reset(Tx tx, Caller caller, Account account) {
        factors.removeAll(tx, caller, account);
        sessions.revoke(tx, account.id(), null, null, "the second factor was reset");
    }

    private void use(Tx tx, Caller actor, Account account, String code) {
        if (!enabled(tx, account.id())) {
            throw Problem.conflict("CONFLICT", "There is no second factor; POST /api/v1/auth/2fa/setup");
        }
        factors.useEither(tx, actor, account, code);
    }

    /**
     * @throws Problem 400 for what is no code, which is not counted
     */
    static void requireShape(String code) {
        if (!DIGITS.matcher(code).matches() && !ON_PAPER.matcher(code).matches()) {
            throw Problem.invalid(
                    "code", "invalid_format", "code must be six digits, or a backup code such as ab12-cd34");
        }
    }

    private <T> T tried(Caller realm, String accountId, TxWork<T> work) {
        return calmly(() -> factors.tried(realm, accountId, work));
    }

    /** The Hub's clients know 429, not 423. */
    private static <T> T calmly(Supplier<T> verb) {
        try {
            return verb.get();
        } catch (Problem refused) {
            if (refused.status() == 423) {
                throw Problem.tooMany(
                        refused.text(), Long.parseLong(refused.headers().getOrDefault("Retry-After", "60")));
            }
            throw refused;
        }
    }
}
