package heddle.market.verify;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;

/** All SQL of verifications that could not tell. */
final class TryStore {
    /** Counts one more and returns how many there were. */
    int count(Tx tx, String jobId, int attempt, Instant now) {
        return tx.query("""
                        insert into market.verification_tries (realm, job_id, attempt, tries, last_at)
                        values (:tenant, :job, :attempt, 1, :now)
                        on conflict (realm, job_id, attempt)
                        do update set tries = market.verification_tries.tries + 1, last_at = :now
                        returning tries
                        """)
                .bind("job", jobId)
                .bind("attempt", attempt)
                .bind("now", utc(now))
                .mapTo(Integer.class)
                .one();
    }

    void forget(Tx systemTx, Instant before) {
        systemTx.update("delete from market.verification_tries where last_at < :before")
                .bind("before", utc(before))
                .execute();
    }
}
