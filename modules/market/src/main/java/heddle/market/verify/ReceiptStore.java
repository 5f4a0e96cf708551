package heddle.market.verify;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of receipts and of the key that signs them. */
final class ReceiptStore {
    @SuppressWarnings("ArrayRecordComponent")
    record KeyRow(String id, byte[] publicKey, String sealed) {}

    Optional<KeyRow> key(Tx tx) {
        return tx.query("select id, public_key, key_sealed from market.receipt_keys where realm = :tenant")
                .map((row, c) ->
                        new KeyRow(row.getString("id"), row.getBytes("public_key"), row.getString("key_sealed")))
                .findOne();
    }

    /** Of two that come at once the first stays. */
    void insertKey(Tx tx, KeyRow key, Instant now) {
        tx.update("""
                        insert into market.receipt_keys (realm, id, public_key, key_sealed, created_at)
                        values (:tenant, :id, :public, :sealed, :now) on conflict do nothing
                        """)
                .bind("id", key.id())
                .bind("public", key.publicKey())
                .bind("sealed", key.sealed())
                .bind("now", utc(now))
                .execute();
    }

    void insert(Tx tx, String jobId, int attempt, Receipt receipt, Instant now) {
        tx.write(
                """
                        insert into market.receipts (realm, job_id, attempt, key_id, payload, signature, created_at)
                        values (:tenant, :job, :attempt, :key, :payload, :signature, :now)
                        """,
                Map.of(
                        "job",
                        jobId,
                        "attempt",
                        attempt,
                        "key",
                        receipt.keyId(),
                        "payload",
                        receipt.payload(),
                        "signature",
                        receipt.signature(),
                        "now",
                        now));
    }

    /** The newest first. */
    List<Receipt> of(Tx tx, String jobId) {
        return tx.query("""
                        select attempt, key_id, payload, signature from market.receipts
                        where realm = :tenant and job_id = :job order by attempt desc
                        """).bind("job", jobId).map(ReceiptStore::receipt).list();
    }

    private static Receipt receipt(ResultSet row, StatementContext context) throws SQLException {
        return new Receipt(
                row.getInt("attempt"), row.getString("key_id"), row.getString("payload"), row.getBytes("signature"));
    }
}
