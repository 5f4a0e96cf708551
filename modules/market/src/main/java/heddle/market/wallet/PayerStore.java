package heddle.market.wallet;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of payers. */
final class PayerStore {
    Payer find(Tx tx, String accountId) {
        return tx.query("select * from market.payers where realm = :tenant and account_id = :account")
                .bind("account", accountId)
                .map(PayerStore::payer)
                .findOne()
                .orElseGet(() -> Payer.unknown(accountId));
    }

    /** The payer, locked; made where there was none, so that there is something to lock. */
    Payer lock(Tx tx, String accountId) {
        tx.update("insert into market.payers (realm, account_id) values (:tenant, :account) on conflict do nothing")
                .bind("account", accountId)
                .execute();
        return tx.query("select * from market.payers where realm = :tenant and account_id = :account for update")
                .bind("account", accountId)
                .map(PayerStore::payer)
                .one();
    }

    Optional<Payer> byCustomer(Tx tx, String customerId) {
        return tx.query("select * from market.payers where realm = :tenant and customer_id = :customer")
                .bind("customer", customerId)
                .map(PayerStore::payer)
                .findOne();
    }

    Optional<Payer> byConnect(Tx tx, String connectId) {
        return tx.query("select * from market.payers where realm = :tenant and connect_id = :connect")
                .bind("connect", connectId)
                .map(PayerStore::payer)
                .findOne();
    }

    /** Accounts that want to be topped up by themselves. */
    List<Payer> auto(Tx tx, String after, int limit) {
        return tx.query("""
                        select * from market.payers
                        where realm = :tenant and auto_enabled and account_id > :after order by account_id limit :limit
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .map(PayerStore::payer)
                .list();
    }

    /** Of two customers that were made at once, the first one stays. */
    void customer(Tx tx, String accountId, String customerId) {
        tx.update("""
                        update market.payers set customer_id = coalesce(customer_id, :customer)
                        where realm = :tenant and account_id = :account
                        """).bind("account", accountId).bind("customer", customerId).execute();
    }

    /** Takes what was saved at a moment, unless something later is known. */
    void card(Tx tx, String accountId, String customerId, String cardId, Instant seen) {
        tx.update("""
                        update market.payers set customer_id = :customer, payment_method_id = :card, card_seen_at = :seen
                        where realm = :tenant and account_id = :account
                            and (card_seen_at is null or card_seen_at <= :seen)
                        """)
                .bind("seen", utc(seen))
                .bind("account", accountId)
                .bind("customer", customerId)
                .bind("card", cardId)
                .execute();
    }

    void auto(Tx tx, String accountId, Payer.Auto auto) {
        tx.update("""
                        update market.payers set auto_enabled = :enabled, auto_amount_cents = :amount,
                            auto_threshold_cents = :threshold, auto_declines = :declines
                        where realm = :tenant and account_id = :account
                        """)
                .bind("account", accountId)
                .bind("enabled", auto.enabled())
                .bind("amount", auto.amountCents())
                .bind("threshold", auto.thresholdCents())
                .bind("declines", auto.declines())
                .execute();
    }

    /** Of two connected accounts that were made at once, the first one stays. */
    void connect(Tx tx, String accountId, String connectId) {
        tx.update("""
                        update market.payers set connect_id = coalesce(connect_id, :connect),
                            connect_status = case when connect_id is null then 'pending' else connect_status end
                        where realm = :tenant and account_id = :account
                        """).bind("account", accountId).bind("connect", connectId).execute();
    }

    /** Takes what was known at a moment, unless something later is known; true where the status changed. */
    boolean standing(Tx tx, String connectId, String status, Instant seen) {
        return tx.query("""
                        with before as (
                            select account_id, connect_status from market.payers
                            where realm = :tenant and connect_id = :connect for update)
                        update market.payers p set connect_status = :status, connect_seen_at = :seen
                        from before b
                        where p.realm = :tenant and p.account_id = b.account_id
                            and (p.connect_seen_at is null or p.connect_seen_at <= :seen)
                        returning b.connect_status <> :status
                        """)
                .bind("connect", connectId)
                .bind("status", status)
                .bind("seen", utc(seen))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    void disconnect(Tx tx, String accountId, Instant seen) {
        tx.update("""
                        update market.payers set connect_id = null, connect_status = 'not_connected', connect_seen_at = :seen
                        where realm = :tenant and account_id = :account
                        """).bind("account", accountId).bind("seen", utc(seen)).execute();
    }

    private static Payer payer(ResultSet row, StatementContext context) throws SQLException {
        return new Payer(
                row.getString("account_id"),
                row.getString("customer_id"),
                row.getString("connect_id"),
                row.getString("connect_status"),
                row.getString("payment_method_id"),
                new Payer.Auto(
                        row.getBoolean("auto_enabled"),
                        number(row, "auto_amount_cents"),
                        number(row, "auto_threshold_cents"),
                        row.getInt("auto_declines")));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Integer.class);
    }
}
