package heddle.identity.platform;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;
import static heddle.kernel.db.Times.utcOrNull;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of platform keys. */
final class PlatformKeyStore {
    List<PlatformKey> list(Tx tx, String accountId) {
        return tx.query("""
                        select * from identity.platform_keys where realm = :tenant and account_id = :account
                        order by created_at desc, id desc
                        """)
                .bind("account", accountId)
                .map(PlatformKeyStore::key)
                .list();
    }

    Optional<PlatformKey> lock(Tx tx, String accountId, String id) {
        return tx.query("""
                        select * from identity.platform_keys
                        where realm = :tenant and account_id = :account and id = :id for update
                        """)
                .bind("account", accountId)
                .bind("id", id)
                .map(PlatformKeyStore::key)
                .findOne();
    }

    int countUnrevoked(Tx tx, String accountId) {
        return tx.query("""
                        select count(*) from identity.platform_keys
                        where realm = :tenant and account_id = :account and revoked_at is null
                        """).bind("account", accountId).mapTo(Integer.class).one();
    }

    Optional<PlatformKey> byTokenHash(Tx tx, byte[] hash) {
        return tx.query("select * from identity.platform_keys where realm = :tenant and token_hash = :hash")
                .bind("hash", hash)
                .map(PlatformKeyStore::key)
                .findOne();
    }

    void insert(Tx tx, PlatformKey key, byte[] tokenHash) {
        tx.update("""
                        insert into identity.platform_keys (realm, id, account_id, name, prefix, token_hash, scopes,
                            per_minute, expires_at, created_at)
                        values (:tenant, :id, :account, :name, :prefix, :hash, :scopes, :per_minute, :expires, :created)
                        """)
                .bind("id", key.id())
                .bind("account", key.accountId())
                .bind("name", key.name())
                .bind("prefix", key.prefix())
                .bind("hash", tokenHash)
                .bindArray("scopes", String.class, key.scopes())
                .bind("per_minute", key.perMinute())
                .bind("expires", utcOrNull(key.expiresAt()))
                .bind("created", utc(key.createdAt()))
                .execute();
    }

    void revoke(Tx tx, String id, Instant when) {
        tx.update("update identity.platform_keys set revoked_at = :at where realm = :tenant and id = :id")
                .bind("id", id)
                .bind("at", utc(when))
                .execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from identity.platform_keys where realm = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    void writeLastUse(Tx tx, Map<String, Instant> lastUse) {
        lastUse.forEach(
                (id, at) -> tx.update("""
                        update identity.platform_keys set last_used_at = :at
                        where realm = :tenant and id = :id and (last_used_at is null or last_used_at < :at)
                        """).bind("id", id).bind("at", utc(at)).execute());
    }

    private static PlatformKey key(ResultSet row, StatementContext context) throws SQLException {
        return new PlatformKey(
                row.getString("id"),
                row.getString("account_id"),
                row.getString("name"),
                row.getString("prefix"),
                List.of((String[]) row.getArray("scopes").getArray()),
                row.getInt("per_minute"),
                instantOrNull(row, "expires_at"),
                instantOrNull(row, "last_used_at"),
                instant(row, "created_at"),
                instantOrNull(row, "revoked_at"));
    }
}
