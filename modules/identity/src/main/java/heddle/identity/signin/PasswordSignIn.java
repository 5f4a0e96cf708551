package heddle.identity.signin;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.lock.Locks;
import heddle.identity.password.PasswordHasher;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Signing in with a password. Known and unknown addresses answer alike and take as long. */
public final class PasswordSignIn {
    static final String LOCK = "password";
    private static final int FAILURES = 10;

    private final Db db;
    private final Accounts accounts;
    private final Settings settings;
    private final PasswordHasher hasher;
    private final Locks locks;
    private final Humans humans;
    private final SignIn signIn;

    public PasswordSignIn(
            Db db,
            Accounts accounts,
            Settings settings,
            PasswordHasher hasher,
            Locks locks,
            Humans humans,
            SignIn signIn) {
        this.db = db;
        this.accounts = accounts;
        this.settings = settings;
        this.hasher = hasher;
        this.locks = locks;
        this.humans = humans;
        this.signIn = signIn;
    }

    /**
     * Judges a password, outside every transaction.
     *
     * @param from the request, bound to the tenant
     * @return lets the person in, in one transaction
     * @throws Problem 401 INVALID_CREDENTIALS, 423 ACCOUNT_LOCKED; 403 as {@link SignIn#admit} in the second step
     */
    Supplier<SessionJson.Answer> prepare(
            Caller from, String email, String password, @Nullable String captcha, String client) {
        if (!settings.config(from.tenantId()).methods().password()) {
            throw Problem.forbidden("FORBIDDEN", "Signing in with a password is switched off here");
        }
        humans.require(from, "login", captcha);
        Account account = hasher.inTurn(() -> check(from, email, password));
        String stored = account.passwordHash();
        String rehashed = stored != null && hasher.outdated(stored) ? hasher.hash(password) : null;
        return () -> db.tx(from, tx -> {
            if (rehashed != null) {
                accounts.signedIn(tx, account, rehashed);
            }
            return signIn.admit(
                    tx, from, accounts.require(tx, account.id()), new SignIn.Shown("password", false, client));
        });
    }

    /** The account whose password this is. A stranger's failures lock out the stranger's network, not the owner. */
    private Account check(Caller from, String email, String password) {
        String address = Addresses.email(email).orElse(email.strip());
        String subject = address + " " + Sessions.network(from.ip());
        boolean failedBefore = locks.requireOpen(from, LOCK, subject, FAILURES, "ACCOUNT_LOCKED");
        Account account = db.tx(from, tx -> accounts.byEmail(tx, address)).orElse(null);
        String stored = account == null ? null : account.passwordHash();
        boolean right = password.length() <= PasswordHasher.MAX_LENGTH && hasher.matches(stored, password);
        if (account == null || !right) {
            locks.failed(from, LOCK, subject, FAILURES);
            humans.failed(from);
            throw Problem.unauthorized("INVALID_CREDENTIALS", "E-mail address or password is not right");
        }
        if (failedBefore) {
            locks.clear(from, LOCK, subject);
        }
        return account;
    }
}
