package heddle.market.wallet;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of withdrawals. */
final class WithdrawalStore {
    void insert(Tx tx, Withdrawal withdrawal, @Nullable String requestKey) {
        tx.update("""
                        insert into market.withdrawals (realm, id, account_id, amount_cents, connect_id, request_key, status,
                            created_at, updated_at)
                        values (:tenant, :id, :account, :amount, :connect, :request, :status, :now, :now)
                        """)
                .bind("id", withdrawal.id())
                .bind("account", withdrawal.accountId())
                .bind("amount", withdrawal.amountCents())
                .bind("connect", withdrawal.connectId())
                .bind("request", requestKey)
                .bind("status", withdrawal.status().word())
                .bind("now", utc(withdrawal.createdAt()))
                .execute();
    }

    Optional<Withdrawal> byRequest(Tx tx, String accountId, String requestKey) {
        return tx.query("""
                        select * from market.withdrawals
                        where realm = :tenant and account_id = :account and request_key = :request
                        """)
                .bind("account", accountId)
                .bind("request", requestKey)
                .map(WithdrawalStore::withdrawal)
                .findOne();
    }

    Optional<Withdrawal> lock(Tx tx, String id) {
        return tx.query("select * from market.withdrawals where realm = :tenant and id = :id for update")
                .bind("id", id)
                .map(WithdrawalStore::withdrawal)
                .findOne();
    }

    /** What is held for withdrawals of which nobody knows yet how they end. */
    long pending(Tx tx, String accountId) {
        return tx.query("""
                        select cast(coalesce(sum(amount_cents), 0) as bigint) from market.withdrawals
                        where realm = :tenant and account_id = :account and status = 'processing' and transfer_id is null
                        """).bind("account", accountId).mapTo(Long.class).one();
    }

    List<Withdrawal> unclear(Tx tx, Instant before, int limit) {
        return tx.query("""
                        select * from market.withdrawals
                        where realm = :tenant and status = 'processing' and transfer_id is null and created_at < :before
                        order by created_at limit :limit
                        """)
                .bind("before", utc(before))
                .bind("limit", limit)
                .map(WithdrawalStore::withdrawal)
                .list();
    }

    void save(Tx tx, Withdrawal w, Instant now) {
        tx.update("""
                        update market.withdrawals set status = :status, transfer_id = :transfer,
                            reversed_cents = :reversed, failure = :failure, updated_at = :now
                        where realm = :tenant and id = :id
                        """)
                .bind("id", w.id())
                .bind("status", w.status().word())
                .bind("transfer", w.transferId())
                .bind("reversed", w.reversedCents())
                .bind("failure", w.failure())
                .bind("now", utc(now))
                .execute();
    }

    private static Withdrawal withdrawal(ResultSet row, StatementContext context) throws SQLException {
        return new Withdrawal(
                row.getString("id"),
                row.getString("account_id"),
                row.getLong("amount_cents"),
                row.getString("connect_id"),
                Withdrawal.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getString("transfer_id"),
                row.getLong("reversed_cents"),
                row.getString("failure"),
                instant(row, "created_at"));
    }
}
