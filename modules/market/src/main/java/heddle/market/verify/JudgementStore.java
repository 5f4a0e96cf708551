package heddle.market.verify;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** All SQL of what a model said before. */
final class JudgementStore {
    Optional<String> find(Tx tx, String key) {
        return tx.query("select result::text from market.judgements where realm = :tenant and key = :key")
                .bind("key", key)
                .mapTo(String.class)
                .findOne();
    }

    /** Deletes some of what is too old; returns how many went. */
    int forget(Tx systemTx, Instant before, int limit) {
        return systemTx.update("""
                        delete from market.judgements where ctid = any(array(
                            select ctid from market.judgements where created_at < :before limit :limit))
                        """)
                .bind("before", utc(before))
                .bind("limit", limit)
                .execute();
    }

    /** Of two that judged at once the first stays. */
    void insert(Tx tx, String key, String result, Instant now) {
        tx.update("""
                        insert into market.judgements (realm, key, result, created_at)
                        values (:tenant, :key, cast(:result as jsonb), :now) on conflict do nothing
                        """)
                .bind("key", key)
                .bind("result", result)
                .bind("now", utc(now))
                .execute();
    }
}
