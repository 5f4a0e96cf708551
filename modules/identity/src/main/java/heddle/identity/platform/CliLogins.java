package heddle.identity.platform;

import heddle.identity.account.Account;
import heddle.identity.account.Accounts;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.identity.session.Sessions;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Db;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a terminal gets a key of its own: a signed-in person is shown a code, and whoever types it within five minutes is
 * given a key. The first half of a code finds it, the second half proves it, in five tries.
 */
final class CliLogins {
    static final List<String> SCOPES = List.of("trigger", "upload", "read", "work", "spend", "payout");

    /** No letter or digit that could be read for another. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LENGTH = 8;
    private static final int HALF = LENGTH / 2;
    private static final String NAMELESS = "terminal";
    private static final int LONGEST_NAME = 90;

    /** A key with its owner. */
    record LoggedIn(String token, Account owner) {}

    private final Db db;
    private final Accounts accounts;
    private final Proofs proofs;
    private final PlatformKeys keys;

    CliLogins(Db db, Accounts accounts, Proofs proofs, PlatformKeys keys) {
        this.db = db;
        this.accounts = accounts;
        this.proofs = proofs;
        this.keys = keys;
    }

    /** A code for an account, told once. */
    String code(Caller from, String accountId) {
        String code = Tokens.letters(ALPHABET, LENGTH);
        return db.tx(from.in(Realm.PLATFORM), tx -> {
            requireActive(accounts.require(tx, accountId));
            proofs.issueTyped(tx, Purpose.CLI_CODE, accountId, code.substring(0, HALF), code);
            return code;
        });
    }

    /**
     * Takes a code for a key; a key that this program had before is revoked.
     *
     * @param program how the person will know the key, e.g. the machine's name
     * @throws Problem 400 INVALID_CODE for a code that is wrong, used or too old
     */
    LoggedIn exchange(Caller from, String typed, @Nullable String program) {
        Caller realm = from.in(Realm.PLATFORM);
        String code = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        if (code.length() != LENGTH) {
            throw invalid();
        }
        return db.tx(realm, tx -> {
            Proof proof = redeem(realm, code);
            Account owner = accounts.lock(tx, String.valueOf(proof.accountId()));
            requireActive(owner);
            PlatformKeys.Issued issued =
                    keys.replace(tx, Sessions.actor(realm, owner), owner, "cli: " + name(program), SCOPES);
            return new LoggedIn(issued.token(), owner);
        });
    }

    private Proof redeem(Caller realm, String code) {
        try {
            return proofs.redeemCode(realm, Purpose.CLI_CODE, code.substring(0, HALF), code);
        } catch (Problem refused) {
            throw invalid();
        }
    }

    private static String name(@Nullable String program) {
        String name =
                program == null ? "" : program.replaceAll("\\p{Cntrl}", "").strip();
        if (name.isEmpty()) {
            return NAMELESS;
        }
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    private static void requireActive(Account account) {
        if (!account.active()) {
            throw Problem.forbidden("FORBIDDEN", "This account is closed");
        }
    }

    private static Problem invalid() {
        return Problem.badRequest(
                "INVALID_CODE",
                "This code is not right, was used or is older than five minutes; get a new one at /cli");
    }
}
