package heddle.server.ledger;

import heddle.contracts.Ledger.Balance;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a ledger should do, in the plainest way: one thread, maps, no database. */
final class Model {
    private record Hold(String account, long amount) {}

    private final Map<String, Long> balances = new TreeMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, Transfer> posted = new HashMap<>();
    private final Map<String, Hold> holds = new HashMap<>();
    private final List<String> open = new ArrayList<>();

    /** {@code fresh}, {@code known} or the code of the refusal. */
    String post(Transfer transfer) {
        if (posted.containsKey(transfer.key())) {
            return posted.get(transfer.key()).equals(transfer) ? "known" : "LEDGER_KEY_REUSED";
        }
        if (!move(transfer.moves())) {
            return "INSUFFICIENT_BALANCE";
        }
        posted.put(transfer.key(), transfer);
        return "fresh";
    }

    private boolean move(List<Move> moves) {
        Map<String, Long> before = new HashMap<>(balances);
        for (Move move : moves) {
            if (!floats(move.from()) && available(move.from()) < move.amount()) {
                balances.clear();
                balances.putAll(before);
                return false;
            }
            balances.merge(move.from(), -move.amount(), Long::sum);
            balances.merge(move.to(), move.amount(), Long::sum);
        }
        return true;
    }

    String hold(String key, String account, long amount) {
        if (floats(account)) {
            return "VALIDATION_ERROR";
        }
        Hold wanted = new Hold(account, amount);
        if (holds.containsKey(key)) {
            return holds.get(key).equals(wanted) ? "known" : "LEDGER_KEY_REUSED";
        }
        if (available(account) < amount) {
            return "INSUFFICIENT_BALANCE";
        }
        holds.put(key, wanted);
        open.add(key);
        held.merge(account, amount, Long::sum);
        return "fresh";
    }

    String capture(String key, Transfer transfer) {
        if (posted.containsKey(transfer.key())) {
            return posted.get(transfer.key()).equals(transfer) ? "known" : "LEDGER_KEY_REUSED";
        }
        Hold hold = holds.get(key);
        if (hold == null) {
            return "LEDGER_HOLD_UNKNOWN";
        }
        if (!open.contains(key)) {
            return "LEDGER_HOLD_ENDED";
        }
        long drawn = transfer.moves().stream()
                .filter(m -> m.from().equals(hold.account()))
                .mapToLong(Move::amount)
                .sum();
        if (drawn == 0) {
            return "LEDGER_HOLD_OTHER_ACCOUNT";
        }
        if (drawn > hold.amount()) {
            return "LEDGER_HOLD_EXCEEDED";
        }
        held.merge(hold.account(), -hold.amount(), Long::sum);
        if (!move(transfer.moves())) {
            held.merge(hold.account(), hold.amount(), Long::sum);
            return "INSUFFICIENT_BALANCE";
        }
        open.remove(key);
        posted.put(transfer.key(), transfer);
        return "fresh";
    }

    String release(String key) {
        Hold hold = holds.get(key);
        if (hold == null) {
            return "LEDGER_HOLD_UNKNOWN";
        }
        if (!open.remove(key)) {
            return "ended";
        }
        held.merge(hold.account(), -hold.amount(), Long::sum);
        return "released";
    }

    /** Every account that ever moved. */
    Map<String, Balance> balances() {
        Map<String, Balance> out = new TreeMap<>();
        balances.forEach((account, balance) -> out.put(account, new Balance(balance, held.getOrDefault(account, 0L))));
        return out;
    }

    long sum() {
        return balances.values().stream().mapToLong(b -> b).sum();
    }

    private long available(String account) {
        return balances.getOrDefault(account, 0L) - held.getOrDefault(account, 0L);
    }

    private static boolean floats(String account) {
        return account.startsWith("platform:") || account.startsWith("stripe:");
    }
}
