package heddle.ledger.posting;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a transfer or a hold must be before the database sees it. Every fault is told at once. */
final class TransferRules {
    /** The greatest amount of one move; the database holds it too. */
    static final long MOST = 1_000_000_000_000_000L;

    private static final int KEY_LENGTH = 200;
    private static final int WORD_LENGTH = 200;
    private static final int MOVES = 1_000;
    private static final Pattern PATH = Pattern.compile("[a-z][a-z0-9_]{0,39}(?::[A-Za-z0-9_.@-]{1,100}){1,4}");
    private static final Pattern ASSET = Pattern.compile("[A-Z][A-Z0-9]{1,11}/[0-9]{1,2}");

    private final List<Fault> faults = new ArrayList<>();

    static void check(Transfer transfer) {
        TransferRules rules = new TransferRules();
        rules.text("key", transfer.key(), KEY_LENGTH);
        rules.text("kind", transfer.kind(), WORD_LENGTH);
        rules.text("reference", transfer.reference(), WORD_LENGTH);
        List<Move> moves = transfer.moves();
        if (moves.isEmpty() || moves.size() > MOVES) {
            rules.fault("moves", "out_of_range", "A transfer has 1 to " + MOVES + " moves");
        }
        for (int i = 0; i < moves.size(); i++) {
            rules.move("moves[" + i + "].", moves.get(i));
        }
        rules.throwFaults();
    }

    static void checkHold(String key, String account, String asset, long amount) {
        TransferRules rules = new TransferRules();
        rules.text("key", key, KEY_LENGTH);
        rules.account("account", account);
        if (account.startsWith("platform:") || account.startsWith("stripe:")) {
            rules.fault("account", "not_held", account + " may fall below zero, so nothing of it can be reserved");
        }
        rules.asset("asset", asset);
        rules.amount("amount", amount);
        rules.throwFaults();
    }

    private void move(String at, Move move) {
        account(at + "from", move.from());
        account(at + "to", move.to());
        asset(at + "asset", move.asset());
        amount(at + "amount", move.amount());
        if (move.from().equals(move.to())) {
            fault(at + "to", "same_account", "A move goes from one account to another");
        }
    }

    private void text(String field, String value, int most) {
        if (value.isBlank() || value.length() > most || value.indexOf('\0') >= 0) {
            fault(field, "invalid_length", field + " is a text of 1 to " + most + " characters");
        }
    }

    private void account(String field, String path) {
        if (!PATH.matcher(path).matches()) {
            fault(field, "invalid_format", "An account is a path such as user:usr_1 or platform:fees, not " + path);
        }
    }

    private void asset(String field, String asset) {
        if (!ASSET.matcher(asset).matches()) {
            fault(field, "invalid_format", "An asset is a code and its decimals, such as USD/2, not " + asset);
        }
    }

    private void amount(String field, long amount) {
        if (amount < 1 || amount > MOST) {
            fault(field, "out_of_range", "An amount is 1 to " + MOST + " in the smallest unit of its asset");
        }
    }

    private void fault(String field, String code, String message) {
        faults.add(new Fault(field, code, message));
    }

    private void throwFaults() {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }
}
