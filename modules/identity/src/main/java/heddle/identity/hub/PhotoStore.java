package heddle.identity.hub;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** All SQL of pictures of people. */
final class PhotoStore {
    void replace(Tx tx, String id, String accountId, byte[] content, Instant now) {
        tx.update("""
                        insert into identity.photos (realm, id, account_id, content, created_at)
                        values (:tenant, :id, :account, :content, :now)
                        on conflict (realm, account_id) do update
                            set id = excluded.id, content = excluded.content, created_at = excluded.created_at
                        """)
                .bind("id", id)
                .bind("account", accountId)
                .bind("content", content)
                .bind("now", utc(now))
                .execute();
    }

    Optional<byte[]> content(Tx tx, String id) {
        return tx.query("select content from identity.photos where realm = :tenant and id = :id")
                .bind("id", id)
                .mapTo(byte[].class)
                .findOne();
    }
}
