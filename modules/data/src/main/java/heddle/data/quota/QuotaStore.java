package heddle.data.quota;

import heddle.data.catalog.Catalog;
import heddle.kernel.db.Tx;

/** Counts the objects of a tenant. */
final class QuotaStore {
    /** Live and trashed objects of all types; each type is counted no further than asked for. */
    long count(Tx tx, Catalog catalog, long most) {
        long total = 0;
        for (Catalog.Entry entry : catalog.entries()) {
            total += tx.query("select count(*) from (select 1 from "
                            + entry.schema().table() + " limit :most) counted")
                    .bind("most", most)
                    .mapTo(Long.class)
                    .one();
        }
        return total;
    }
}
