package heddle.identity.key;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;
import static heddle.kernel.db.Times.utcOrNull;

import heddle.kernel.access.Scope;
import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of API keys. */
final class KeyStore {
    List<Key> list(Tx tx) {
        return tx.query("select * from identity.api_keys where tenant_id = :tenant order by created_at desc, id desc")
                .map(KeyStore::key)
                .list();
    }

    Optional<Key> lock(Tx tx, String id) {
        return tx.query("select * from identity.api_keys where tenant_id = :tenant and id = :id for update")
                .bind("id", id)
                .map(KeyStore::key)
                .findOne();
    }

    /** Locks the tenant's keys so that two revocations cannot both leave the other as the last. */
    List<Key> lockAll(Tx tx) {
        return tx.query("select * from identity.api_keys where tenant_id = :tenant order by id for update")
                .map(KeyStore::key)
                .list();
    }

    /** Looks a token up across tenants: it is what tells the tenant. */
    Optional<Key> byTokenHash(Tx systemTx, byte[] hash) {
        return systemTx.query("select * from identity.api_keys where token_hash = :hash")
                .bind("hash", hash)
                .map(KeyStore::key)
                .findOne();
    }

    void insert(Tx tx, Key key, byte[] tokenHash) {
        tx.update("""
                        insert into identity.api_keys (tenant_id, id, label, type, prefix, last4, token_hash, scopes,
                            ip_allowlist, rate_limit, expires_at, created_by, created_at, rotated_from)
                        values (:tenant, :id, :label, :type, :prefix, :last4, :hash, :scopes,
                            :allowlist, :rate_limit, :expires_at, :created_by, :created_at, :rotated_from)
                        """)
                .bind("id", key.id())
                .bind("label", key.label())
                .bind("type", key.type().name().toLowerCase(Locale.ROOT))
                .bind("prefix", key.prefix())
                .bind("last4", key.last4())
                .bind("hash", tokenHash)
                .bindArray("scopes", String.class, words(key.scopes()))
                .bindArray("allowlist", String.class, key.ipAllowlist())
                .bind("rate_limit", key.rateLimit())
                .bind("expires_at", utcOrNull(key.expiresAt()))
                .bind("created_by", key.createdBy())
                .bind("created_at", utc(key.createdAt()))
                .bind("rotated_from", key.rotatedFrom())
                .execute();
    }

    void update(Tx tx, Key key) {
        tx.update("""
                        update identity.api_keys
                        set label = :label, scopes = :scopes, ip_allowlist = :allowlist, rate_limit = :rate_limit,
                            revoked_at = :revoked_at
                        where tenant_id = :tenant and id = :id
                        """)
                .bind("id", key.id())
                .bind("label", key.label())
                .bindArray("scopes", String.class, words(key.scopes()))
                .bindArray("allowlist", String.class, key.ipAllowlist())
                .bind("rate_limit", key.rateLimit())
                .bind("revoked_at", utcOrNull(key.revokedAt()))
                .execute();
    }

    void writeLastUse(Tx systemTx, Map<String, Instant> lastUse) {
        lastUse.forEach((id, at) -> systemTx.update(
                        "update identity.api_keys set last_used_at = :at where id = :id and last_used_at is distinct from :at")
                .bind("id", id)
                .bind("at", utc(at))
                .execute());
    }

    private static Key key(ResultSet row, StatementContext context) throws SQLException {
        return new Key(
                row.getString("tenant_id"),
                row.getString("id"),
                row.getString("label"),
                Key.Type.valueOf(row.getString("type").toUpperCase(Locale.ROOT)),
                row.getString("prefix"),
                row.getString("last4"),
                scopes((String[]) row.getArray("scopes").getArray()),
                List.of((String[]) row.getArray("ip_allowlist").getArray()),
                row.getObject("rate_limit", Integer.class),
                instantOrNull(row, "expires_at"),
                instantOrNull(row, "last_used_at"),
                row.getString("created_by"),
                instant(row, "created_at"),
                instantOrNull(row, "revoked_at"),
                row.getString("rotated_from"));
    }

    private static List<String> words(Set<Scope> scopes) {
        return scopes.stream().map(Scope::word).toList();
    }

    private static Set<Scope> scopes(String[] words) {
        Set<Scope> out = EnumSet.noneOf(Scope.class);
        Arrays.stream(words).forEach(w -> out.add(Scope.of(w).orElseThrow()));
        return out;
    }
}
