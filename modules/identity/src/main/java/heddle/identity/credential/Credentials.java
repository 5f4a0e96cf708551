package heddle.identity.credential;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.account.Addresses;
import heddle.identity.lock.Locks;
import heddle.identity.password.PasswordHasher;
import heddle.identity.password.PasswordRules;
import heddle.identity.settings.Settings;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges e-mail and password in the realms that are no tenant's. An address that nobody has is locked, timed and refused
 * exactly like one that somebody has.
 */
public final class Credentials {
    private static final String BY_ADDRESS = "sign-in";
    private static final String BY_NETWORK = "sign-in-from";
    private static final int FAILURES = 5;
    private static final int MAX_EMAIL = 254;

    private final Db db;
    private final Accounts accounts;
    private final PasswordHasher hasher;
    private final Settings settings;
    private final Locks locks;
    private final boolean limited;

    /**
     * @param limited whether failures are counted by network too
     */
    public Credentials(
            Db db, Accounts accounts, PasswordHasher hasher, Settings settings, Locks locks, boolean limited) {
        this.db = db;
        this.accounts = accounts;
        this.hasher = hasher;
        this.settings = settings;
        this.locks = locks;
        this.limited = limited;
    }

    /** One spelling of an address that somebody typed; what is no address is a text that nobody has. */
    public static String typed(String email) {
        String bare = email.strip().toLowerCase(Locale.ROOT);
        return Addresses.email(email).orElse(bare.substring(0, Math.min(bare.length(), MAX_EMAIL)));
    }

    /**
     * Judges a password behind the locks. Failures are counted when they are known, since many devices of one person may
     * show the right password at once.
     *
     * @param realm the request, bound to the realm
     * @param subject who is protected
     * @param mostFromNetwork failures that one address of the network may cause in 15 minutes
     * @param match gives the account whose password was shown, or null
     * @return what {@code match} gave
     * @throws Problem 429 after five failures in 15 minutes, before or while this one was judged
     */
    public @Nullable Account judge(
            Caller realm, String subject, int mostFromNetwork, Supplier<@Nullable Account> match) {
        return hasher.inTurn(() -> judgeNow(realm, subject, mostFromNetwork, match));
    }

    private @Nullable Account judgeNow(
            Caller realm, String subject, int mostFromNetwork, Supplier<@Nullable Account> match) {
        locks.requireCalm(realm, BY_ADDRESS, subject, FAILURES);
        if (limited) {
            locks.requireCalm(realm, BY_NETWORK, realm.ip(), mostFromNetwork);
        }
        Account found = match.get();
        if (found != null) {
            // Others of the same network keep their failures.
            locks.passed(realm, BY_ADDRESS, subject, FAILURES);
            return found;
        }
        if (limited) {
            locks.failed(realm, BY_NETWORK, realm.ip(), mostFromNetwork);
        }
        locks.failedCalmly(realm, BY_ADDRESS, subject, FAILURES);
        return null;
    }

    /**
     * The account whose password this is, or null.
     *
     * @param email as {@link #typed} gave it
     */
    public @Nullable Account match(Caller realm, String email, String password) {
        Account found = db.tx(realm, tx -> accounts.byEmail(tx, email)).orElse(null);
        return matches(found, password) ? found : null;
    }

    /** Whether the password is the account's; takes as long without an account. */
    public boolean matches(@Nullable Account account, String password) {
        // A longer one cannot have been set; hashing it would be work for nothing.
        String judged = password.length() > PasswordHasher.MAX_LENGTH ? "" : password;
        return hasher.matches(account == null ? null : account.passwordHash(), judged);
    }

    /** A new hash for an account whose stored one has parameters that are no longer ours; else null. */
    public @Nullable String rehashed(Account account, String password) {
        String stored = account.passwordHash();
        return stored != null && hasher.outdated(stored) ? hasher.hash(password) : null;
    }

    /** Renews a stored hash where {@link #rehashed} made a new one. */
    public void refresh(Tx tx, Account account, @Nullable String rehashed) {
        if (rehashed != null) {
            accounts.signedIn(tx, account, rehashed);
        }
    }

    /** What is wrong with a new password. */
    public List<Fault> faults(String realm, String field, String password, @Nullable String email) {
        return PasswordRules.faults(settings.rules(realm).password(), field, password, email);
    }

    public String hash(String password) {
        return hasher.hash(password);
    }

    /** The one refusal of a wrong address or password. */
    public static Problem refused() {
        return Problem.unauthorized("INVALID_CREDENTIALS", "E-mail address or password is not right");
    }
}
