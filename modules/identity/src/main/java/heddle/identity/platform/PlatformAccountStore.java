package heddle.identity.platform;

import heddle.kernel.db.Tx;

/** The SQL that decides who comes first. */
final class PlatformAccountStore {
    boolean any(Tx tx) {
        return tx.query("select exists (select 1 from identity.accounts where realm = :tenant)")
                .mapTo(Boolean.class)
                .one();
    }

    /** Lets those who would be first in one after the other; the lock is held until the transaction ends. */
    void lockFirst(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('first account of ' || :tenant, 0))")
                .mapTo(String.class)
                .list();
    }
}
