package heddle.market.web;

import heddle.contracts.Ledger;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.market.job.Members;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What somebody has in their wallet, read from the ledger. */
record Purse(Db db, Ledger ledger) {
    private static final String ASSET = "USD/2";

    /**
     * @param next id of the entry to go on after, or null at the end
     */
    record Statement(
            Ledger.Balance balance,
            List<Ledger.Entry> entries,
            @Nullable String next) {}

    Ledger.Balance balance(Caller caller) {
        return db.tx(caller, tx -> ledger.balance(tx, account(caller), ASSET));
    }

    Statement statement(Caller caller, @Nullable String before, int limit) {
        return db.tx(caller, tx -> {
            List<Ledger.Entry> found =
                    ledger.entries(tx, new Ledger.EntryQuery(account(caller), ASSET, null, null, before, limit + 1));
            List<Ledger.Entry> shown = found.subList(0, Math.min(limit, found.size()));
            return new Statement(
                    ledger.balance(tx, account(caller), ASSET),
                    List.copyOf(shown),
                    found.size() > limit ? shown.getLast().id() : null);
        });
    }

    private static String account(Caller caller) {
        return "user:" + Members.account(caller);
    }
}
