package heddle.identity.hub;

import heddle.kernel.db.Tx;
import java.util.List;

/** The SQL that decides over owners. */
final class StaffStore {
    boolean any(Tx tx) {
        return tx.query("select exists (select 1 from identity.accounts where realm = :tenant)")
                .mapTo(Boolean.class)
                .one();
    }

    /** Lets those who would set the Hub up in one after the other; the lock is held until the transaction ends. */
    void lockSetup(Tx tx) {
        tx.query("select pg_advisory_xact_lock(hashtextextended('setup of ' || :tenant, 0))")
                .mapTo(String.class)
                .list();
    }

    /** Ids of active owners, kept from changing, so that two changes cannot both leave the other as the last. */
    List<String> lockOwners(Tx tx) {
        return tx.query("""
                        select id from identity.accounts
                        where realm = :tenant and role = 'OWNER' and status = 'active' order by id for update
                        """).mapTo(String.class).list();
    }
}
