package heddle.market.upload;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of uploads. */
final class UploadStore {
    void insert(Tx tx, Upload upload) {
        tx.update("""
                        insert into market.uploads (realm, id, owner_id, name, size, content_type, sha256, created_at)
                        values (:tenant, :id, :owner, :name, :size, :type, :sha256, :now)
                        """)
                .bind("id", upload.id())
                .bind("owner", upload.ownerId())
                .bind("name", upload.name())
                .bind("size", upload.size())
                .bind("type", upload.contentType())
                .bind("sha256", upload.sha256())
                .bind("now", utc(upload.createdAt()))
                .execute();
    }

    Optional<Upload> find(Tx tx, String id) {
        return tx.query("select * from market.uploads where realm = :tenant and id = :id")
                .bind("id", id)
                .map(UploadStore::upload)
                .findOne();
    }

    /** Whether a file came with a job that the account works on now, or with a delivery for a job of its own. */
    boolean handedTo(Tx tx, String accountId, String id) {
        return tx.query("""
                        select exists (
                            select 1 from market.jobs j join market.briefs b on b.realm = j.realm and b.id = j.id
                            where j.realm = :tenant and j.receiver_id = :account and j.status = 'accepted'
                                and b.attachments @> cast(:file as jsonb))
                        or exists (
                            select 1 from market.jobs j join market.attempts a on a.realm = j.realm and a.job_id = j.id
                            where j.realm = :tenant and j.sender_id = :account
                                and a.output_attachments @> cast(:file as jsonb))
                        """)
                .bind("account", accountId)
                .bind("file", Json.text(List.of(Map.of("id", id))))
                .mapTo(Boolean.class)
                .one();
    }

    /** All that an account keeps here, in bytes. */
    long bytes(Tx tx, String ownerId) {
        return tx.query("""
                        select cast(coalesce(sum(size), 0) as bigint) from market.uploads
                        where realm = :tenant and owner_id = :owner
                        """).bind("owner", ownerId).mapTo(Long.class).one();
    }

    /** Which of some blobs a row of any realm names. */
    Set<String> wanted(Tx systemTx, Set<String> sha256s) {
        return new HashSet<>(
                systemTx.query("select distinct sha256 from market.uploads where sha256 = any(cast(:names as text[]))")
                        .bindArray("names", String.class, sha256s.toArray())
                        .mapTo(String.class)
                        .list());
    }

    private static Upload upload(ResultSet row, StatementContext context) throws SQLException {
        return new Upload(
                row.getString("id"),
                row.getString("owner_id"),
                row.getString("name"),
                row.getLong("size"),
                row.getString("content_type"),
                row.getString("sha256"),
                instant(row, "created_at"));
    }
}
