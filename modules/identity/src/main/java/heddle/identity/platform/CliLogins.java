package heddle.identity.platform;

import heddle.identity.account.Accounts;
import heddle.identity.proof.Proof;
import heddle.identity.proof.Purpose;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * How a terminal gets a key of its own: a signed-in person is shown a code, and whoever types it within five minutes is
 * given a key.
 */
final class CliLogins {
    private final Db db;
    private final Accounts accounts;
    private final TypedCodes codes;
    private final TerminalKeys keys;

    CliLogins(Db db, Accounts accounts, TypedCodes codes, TerminalKeys keys) {
        this.db = db;
        this.accounts = accounts;
        this.codes = codes;
        this.keys = keys;
    }

    /** A code for an account, told once. */
    String code(Caller from, String accountId) {
        return db.tx(from.in(Realm.PLATFORM), tx -> {
            TerminalKeys.requireActive(accounts.require(tx, accountId));
            return codes.issue(tx, Purpose.CLI_CODE, accountId, Json.object());
        });
    }

    /**
     * Takes a code for a key; a key that this program had before is revoked.
     *
     * @param program how the person will know the key, e.g. the machine's name
     * @throws Problem 400 INVALID_CODE for a code that is wrong, used or too old
     */
    TerminalKeys.LoggedIn exchange(Caller from, String typed, @Nullable String program) {
        Caller realm = from.in(Realm.PLATFORM);
        return db.tx(realm, tx -> {
            Proof proof = codes.redeem(realm, Purpose.CLI_CODE, typed);
            return keys.issue(tx, realm, String.valueOf(proof.accountId()), TerminalKeys.name(program));
        });
    }
}
