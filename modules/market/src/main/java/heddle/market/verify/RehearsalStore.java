package heddle.market.verify;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All SQL of verifications outside of a settlement. */
final class RehearsalStore {
    /** Notes that one has begun. */
    void begin(Tx tx, String id, String accountId, @Nullable String jobId, @Nullable Integer attempt, Instant now) {
        tx.update("""
                        insert into market.verifications (realm, id, account_id, job_id, attempt, result, created_at)
                        values (:tenant, :id, :account, :job, :attempt, '{}', :now)
                        """)
                .bind("id", id)
                .bind("account", accountId)
                .bind("job", jobId)
                .bind("attempt", attempt)
                .bind("now", utc(now))
                .execute();
    }

    /** How often the account has rehearsed an attempt; others who ask at this moment wait for this transaction. */
    int countAlone(Tx tx, String accountId, String jobId, int attempt) {
        tx.query("select pg_advisory_xact_lock(hashtextextended(:tenant || :account || :job, 0))::text")
                .bind("account", accountId)
                .bind("job", jobId)
                .mapTo(String.class)
                .list();
        return tx.query("""
                        select count(*) from market.verifications
                        where realm = :tenant and job_id = :job and attempt = :attempt and account_id = :account
                        """)
                .bind("account", accountId)
                .bind("job", jobId)
                .bind("attempt", attempt)
                .mapTo(Integer.class)
                .one();
    }

    void end(Tx tx, String id, String result) {
        tx.update("update market.verifications set result = cast(:result as jsonb) where realm = :tenant and id = :id")
                .bind("id", id)
                .bind("result", result)
                .execute();
    }

    Optional<String> find(Tx tx, String accountId, String id, Instant since) {
        return tx.query("""
                        select result::text from market.verifications
                        where realm = :tenant and id = :id and account_id = :account and created_at > :since
                            and result <> '{}'
                        """)
                .bind("id", id)
                .bind("account", accountId)
                .bind("since", utc(since))
                .mapTo(String.class)
                .findOne();
    }

    void forget(Tx systemTx, Instant before) {
        systemTx.update("delete from market.verifications where created_at < :before")
                .bind("before", utc(before))
                .execute();
    }
}
