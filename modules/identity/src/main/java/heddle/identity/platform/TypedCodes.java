package heddle.identity.platform;

import heddle.identity.proof.Proof;
import heddle.identity.proof.Proofs;
import heddle.identity.proof.Purpose;
import heddle.kernel.access.Caller;
import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Codes of eight characters that a person carries from one screen to another. The first half of a code finds it, the
 * second half proves it, in five tries.
 */
final class TypedCodes {
    /** No letter or digit that could be read for another. */
    private static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final int LENGTH = 8;
    private static final int HALF = LENGTH / 2;

    private final Proofs proofs;

    TypedCodes(Proofs proofs) {
        this.proofs = proofs;
    }

    /** A code, told once. Its first half is that of no other that waits, since only the newest would be found. */
    String issue(Tx tx, Purpose purpose, @Nullable String accountId, ObjectNode data) {
        String code;
        do {
            code = Tokens.letters(ALPHABET, LENGTH);
        } while (proofs.awaited(tx, purpose, code.substring(0, HALF)));
        proofs.issueTyped(tx, purpose, accountId, code.substring(0, HALF), data, code);
        return code;
    }

    /**
     * What a code stands for; it stays good.
     *
     * @param realm a caller bound to the realm
     * @throws Problem 400 INVALID_CODE for a code that is wrong, used or too old
     */
    Proof check(Caller realm, Purpose purpose, String typed) {
        String code = plain(purpose, typed);
        try {
            return proofs.checkCode(realm, purpose, code.substring(0, HALF), code);
        } catch (Problem refused) {
            throw invalid(purpose);
        }
    }

    /**
     * The same, and uses it up.
     *
     * @throws Problem 400 INVALID_CODE for a code that is wrong, used or too old
     */
    Proof redeem(Caller realm, Purpose purpose, String typed) {
        String code = plain(purpose, typed);
        try {
            return proofs.redeemCode(realm, purpose, code.substring(0, HALF), code);
        } catch (Problem refused) {
            throw invalid(purpose);
        }
    }

    /** A code as people read it: {@code ABCD-EFGH}. */
    static String shown(String code) {
        return code.substring(0, HALF) + "-" + code.substring(HALF);
    }

    private static String plain(Purpose purpose, String typed) {
        String code = typed.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        if (code.length() != LENGTH) {
            throw invalid(purpose);
        }
        return code;
    }

    private static Problem invalid(Purpose purpose) {
        String where = purpose == Purpose.CLI_CODE ? "get a new one at /cli" : "let the terminal show a new one";
        return Problem.badRequest(
                "INVALID_CODE",
                "This code is not right, was used or is older than "
                        + purpose.lifetime().toMinutes() + " minutes; " + where);
    }
}
