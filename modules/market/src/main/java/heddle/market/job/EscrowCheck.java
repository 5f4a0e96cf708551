package heddle.market.job;

import heddle.contracts.Ledger;
import heddle.contracts.LedgerCheck;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The price of every job that is paid and open lies in its escrow, and nothing lies in the escrow of any other. */
public final class EscrowCheck implements LedgerCheck {
    private static final int EXAMPLES = 10;

    private final JobStore store = new JobStore();

    @Override
    public String name() {
        return "escrow_holds_the_price_of_open_jobs";
    }

    @Override
    public Finding run(Tx tx, Ledger ledger) {
        Map<String, Long> should = store.escrows(tx);
        Map<String, Long> has = ledger.funded(tx, Realm.PLATFORM, Transitions.escrow(""), Transitions.ASSET);
        TreeSet<String> wrong = new TreeSet<>(should.keySet());
        wrong.addAll(has.keySet());
        wrong.removeIf(path -> should.getOrDefault(path, 0L).equals(has.getOrDefault(path, 0L)));
        List<String> examples = wrong.stream().limit(EXAMPLES).toList();
        return new Finding(wrong.size(), examples);
    }
}
