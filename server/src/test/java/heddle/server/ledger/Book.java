package heddle.server.ledger;

import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Balance;
import heddle.contracts.Ledger.Entry;
import heddle.contracts.Ledger.EntryQuery;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Posted;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.TxWork;
import heddle.server.App;
import java.util.List;

/** A book that one test has for itself. */
record Book(App app, String id) {
    static final String USD = "USD/2";
    static final String BANK = "stripe:clearing";

    static Book open(App app) {
        return new Book(app, app.kernel().ids().next("tn"));
    }

    static Move move(String from, String to, long amount) {
        return new Move(from, to, USD, amount);
    }

    static Transfer transfer(String key, Move... moves) {
        return new Transfer(key, "test", "reference", List.of(moves));
    }

    Ledger ledger() {
        return app.ledger();
    }

    Db db() {
        return app.kernel().db();
    }

    <T> T tx(TxWork<T> work) {
        return db().tx(Caller.system(id, "test"), work);
    }

    /** Posts together with whoever posts now. */
    Posted post(String key, Move... moves) {
        return ledger().post(id, transfer(key, moves));
    }

    /** Posts in a transaction of the caller's. */
    Posted join(String key, Move... moves) {
        return tx(tx -> ledger().post(tx, transfer(key, moves)));
    }

    Posted hold(String key, String account, long amount) {
        return tx(tx -> ledger().hold(tx, key, account, USD, amount));
    }

    Posted capture(String hold, String key, Move... moves) {
        return tx(tx -> ledger().capture(tx, hold, transfer(key, moves)));
    }

    boolean release(String hold) {
        return tx(tx -> ledger().release(tx, hold));
    }

    void fund(String account, long amount) {
        post("fund:" + account + ":" + app.kernel().ids().next("x"), move(BANK, account, amount));
    }

    Balance balance(String account) {
        return tx(tx -> ledger().balance(tx, account, USD));
    }

    List<Entry> entries(String account) {
        return tx(tx -> ledger().entries(tx, new EntryQuery(account, USD, null, null, null, 100)));
    }

    long count(String table) {
        return tx(tx -> tx.query("select count(*) from ledger." + table + " where book = :tenant")
                .mapTo(Long.class)
                .one());
    }
}
