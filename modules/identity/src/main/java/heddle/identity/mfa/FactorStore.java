package heddle.identity.mfa;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of factors. */
final class FactorStore {
    /** A factor with what is needed to judge a code of it. */
    record Sealed(Factor factor, String secret, long lastStep) {}

    void insert(Tx tx, Factor factor, String sealedSecret) {
        tx.update("""
                        insert into identity.factors (realm, id, account_id, friendly_name, secret_sealed, created_at)
                        values (:tenant, :id, :account, :name, :secret, :created)
                        """)
                .bind("id", factor.id())
                .bind("account", factor.accountId())
                .bind("name", factor.friendlyName())
                .bind("secret", sealedSecret)
                .bind("created", utc(factor.createdAt()))
                .execute();
    }

    /** Confirmed factors and those that began to wait after a moment, oldest first. */
    List<Factor> of(Tx tx, String accountId, Instant pendingSince) {
        return usable(tx, accountId, pendingSince, "").map(FactorStore::factor).list();
    }

    /** The same with secrets, kept from changing until the transaction ends. */
    List<Sealed> lock(Tx tx, String accountId, Instant pendingSince) {
        return usable(tx, accountId, pendingSince, "for update")
                .map((row, c) -> new Sealed(factor(row, c), row.getString("secret_sealed"), row.getLong("last_step")))
                .list();
    }

    private static Query usable(Tx tx, String accountId, Instant pendingSince, String lock) {
        return tx.query("""
                        select * from identity.factors
                        where realm = :tenant and account_id = :account
                            and (verified_at is not null or created_at > :since)
                        order by created_at, id
                        """ + lock).bind("account", accountId).bind("since", utc(pendingSince));
    }

    void accept(Tx tx, String id, long step, Instant verifiedAt) {
        tx.update("""
                        update identity.factors set last_step = :step, verified_at = coalesce(verified_at, :at)
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("step", step)
                .bind("at", utc(verifiedAt))
                .execute();
    }

    void delete(Tx tx, String id) {
        tx.update("delete from identity.factors where realm = :tenant and id = :id")
                .bind("id", id)
                .execute();
    }

    void deleteOf(Tx tx, String accountId) {
        tx.update("delete from identity.factors where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .execute();
    }

    void deletePending(Tx systemTx, Instant before) {
        systemTx.update("delete from identity.factors where verified_at is null and created_at <= :before")
                .bind("before", utc(before))
                .execute();
    }

    private static Factor factor(ResultSet row, StatementContext context) throws SQLException {
        return new Factor(
                row.getString("realm"),
                row.getString("id"),
                row.getString("account_id"),
                row.getString("friendly_name"),
                instant(row, "created_at"),
                instantOrNull(row, "verified_at"));
    }
}
