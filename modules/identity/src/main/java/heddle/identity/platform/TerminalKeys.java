package heddle.identity.platform;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.session.Sessions;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys that terminals are given, whichever way their owner let them in. */
final class TerminalKeys {
    static final List<String> SCOPES = List.of("trigger", "upload", "read", "work", "spend", "payout");

    private static final String NAMELESS = "terminal";
    private static final int LONGEST_NAME = 90;

    /** A key with its owner. */
    record LoggedIn(String token, Account owner) {}

    private final Accounts accounts;
    private final PlatformKeys keys;

    TerminalKeys(Accounts accounts, PlatformKeys keys) {
        this.accounts = accounts;
        this.keys = keys;
    }

    /**
     * A key of a person for a program; the one that this program had before is revoked.
     *
     * @param realm the request, bound to the realm
     * @param program as {@link #name} gave it
     * @throws Problem 403 where the account is closed, or has as many keys as it may
     */
    LoggedIn issue(Tx tx, Caller realm, String accountId, String program) {
        Account owner = accounts.lock(tx, accountId);
        requireActive(owner);
        PlatformKeys.Issued issued = keys.replace(tx, Sessions.actor(realm, owner), owner, "cli: " + program, SCOPES);
        return new LoggedIn(issued.token(), owner);
    }

    /** How a person will know a program, of what it says of itself. */
    static String name(@Nullable String program) {
        String name = program == null
                ? ""
                : program.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}]", "").strip();
        if (name.isEmpty()) {
            return NAMELESS;
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    static void requireActive(Account account) {
        if (!account.active()) {
            throw Problem.forbidden("FORBIDDEN", "This account is closed");
        }
    }
}
