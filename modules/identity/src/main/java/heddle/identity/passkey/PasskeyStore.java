package heddle.identity.passkey;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of passkeys. */
final class PasskeyStore {
    /** False when the credential is registered already. */
    boolean insert(Tx tx, Passkey p) {
        return tx.update("""
                        insert into identity.passkeys (realm, id, account_id, credential_id, public_key, aaguid, sign_count,
                            transports, backup_able, backed_up, friendly_name, created_at)
                        values (:tenant, :id, :account, :credential, :key, :aaguid, :count,
                            :transports, :able, :backed_up, :name, :created)
                        on conflict (realm, credential_id) do nothing
                        """)
                        .bind("id", p.id())
                        .bind("account", p.accountId())
                        .bind("credential", p.credentialId())
                        .bind("key", p.publicKey())
                        .bind("aaguid", p.aaguid())
                        .bind("count", p.signCount())
                        .bindArray("transports", String.class, p.transports())
                        .bind("able", p.backupAble())
                        .bind("backed_up", p.backedUp())
                        .bind("name", p.friendlyName())
                        .bind("created", utc(p.createdAt()))
                        .execute()
                == 1;
    }

    List<Passkey> of(Tx tx, String accountId) {
        return tx.query("""
                        select * from identity.passkeys where realm = :tenant and account_id = :account
                        order by created_at, id
                        """)
                .bind("account", accountId)
                .map(PasskeyStore::passkey)
                .list();
    }

    /** The passkey of a credential, kept from changing, so that two uses of one are judged one after the other. */
    Optional<Passkey> lock(Tx tx, String credentialId) {
        return tx.query("""
                        select * from identity.passkeys
                        where realm = :tenant and credential_id = :credential for update
                        """)
                .bind("credential", credentialId)
                .map(PasskeyStore::passkey)
                .findOne();
    }

    void used(Tx tx, String id, long signCount, boolean backedUp, Instant now) {
        tx.update("""
                        update identity.passkeys set sign_count = :count, backed_up = :backed_up, last_used_at = :now
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("count", signCount)
                .bind("backed_up", backedUp)
                .bind("now", utc(now))
                .execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from identity.passkeys where realm = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    void deleteOf(Tx tx, String accountId) {
        tx.update("delete from identity.passkeys where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .execute();
    }

    private static Passkey passkey(ResultSet row, StatementContext context) throws SQLException {
        return new Passkey(
                row.getString("realm"),
                row.getString("id"),
                row.getString("account_id"),
                row.getString("credential_id"),
                row.getString("public_key"),
                row.getString("aaguid"),
                row.getLong("sign_count"),
                List.of((String[]) row.getArray("transports").getArray()),
                row.getBoolean("backup_able"),
                row.getBoolean("backed_up"),
                row.getString("friendly_name"),
                instant(row, "created_at"),
                instantOrNull(row, "last_used_at"));
    }
}
