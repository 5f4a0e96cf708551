package heddle.identity.mfa;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** All SQL of recovery codes. */
final class RecoveryCodeStore {
    void insert(Tx tx, String accountId, List<byte[]> hashes, Instant now) {
        for (byte[] hash : hashes) {
            tx.update("""
                            insert into identity.recovery_codes (realm, account_id, code_hash, created_at)
                            values (:tenant, :account, :hash, :now)
                            """)
                    .bind("account", accountId)
                    .bind("hash", hash)
                    .bind("now", utc(now))
                    .execute();
        }
    }

    /** Uses a code up; false when there is none like it. Of two that come at once, one wins. */
    boolean use(Tx tx, String accountId, byte[] hash, Instant now) {
        return tx.update("""
                                update identity.recovery_codes set used_at = :now
                                where realm = :tenant and account_id = :account and code_hash = :hash and used_at is null
                                """)
                        .bind("account", accountId)
                        .bind("hash", hash)
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    Optional<RecoveryCodes.Standing> standing(Tx tx, String accountId) {
        return tx.query("""
                        select count(*) as total, count(*) filter (where used_at is null) as remaining,
                            min(created_at) as created_at
                        from identity.recovery_codes where realm = :tenant and account_id = :account
                        having count(*) > 0
                        """)
                .bind("account", accountId)
                .map((row, c) -> new RecoveryCodes.Standing(
                        row.getInt("total"), row.getInt("remaining"), instant(row, "created_at")))
                .findOne();
    }

    void deleteOf(Tx tx, String accountId) {
        tx.update("delete from identity.recovery_codes where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .execute();
    }
}
