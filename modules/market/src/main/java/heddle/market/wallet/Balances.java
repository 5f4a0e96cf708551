package heddle.market.wallet;

import heddle.contracts.Ledger;
import heddle.contracts.Wallets;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;

/** Tells other modules what people have. */
public final class Balances implements Wallets {
    private final Db db;
    private final Ledger ledger;
    private final Caller system = Caller.system(Realm.PLATFORM, "wallets");

    public Balances(Db db, Ledger ledger) {
        this.db = db;
        this.ledger = ledger;
    }

    @Override
    public long balanceCents(String accountId) {
        return db.tx(
                system,
                tx -> ledger.balance(tx, Money.wallet(accountId), Money.ASSET).balance());
    }
}
