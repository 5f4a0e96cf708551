package heddle.ledger.posting;

import heddle.kernel.id.Ids;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names an entry by its transfer and the place of its move: {@code ent_<26 characters>_<n>}. The two sides of a move
 * bear one name, each in its own account.
 */
record EntryId(String transferId, int n) {
    private static final Pattern TEXT = Pattern.compile("ent_([0-9a-z]{26})_([0-9]{1,4})");

    String text() {
        return "ent_" + Ids.body(transferId) + "_" + n;
    }

    static Optional<EntryId> parse(String text) {
        Matcher match = TEXT.matcher(text);
        return match.matches()
                ? Optional.of(new EntryId("txn_" + match.group(1), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }
}
