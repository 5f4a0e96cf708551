package heddle.ledger.proof;

import heddle.contracts.TenantRooms;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** What is done to the books later than the posting, and when a book comes to its end. */
public final class Upkeep implements TenantRooms {
    private static final int LINKS = 1_000;

    private final Db db;
    private final ProofStore store = new ProofStore();

    public Upkeep(Db db) {
        this.db = db;
    }

    /** Links every transfer that waits for it, some at a time so that no transaction is long. */
    public void chain() {
        int linked;
        do {
            linked = db.systemTx("the chains of all books", tx -> store.chain(tx, LINKS));
        } while (linked == LINKS);
    }

    /** Adds what accounts that float gained and lost to their balances. */
    public void fold() {
        db.systemTx("accounts of all books", tx -> {
            store.fold(tx);
            return true;
        });
    }

    @Override
    public List<Dependency> contents(Tx tx, String tenantId) {
        long funded = store.funded(tx);
        return funded == 0
                ? List.of()
                : List.of(new Dependency("ledger_accounts", funded, "accounts that are not empty"));
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        store.clear(tx);
    }
}
