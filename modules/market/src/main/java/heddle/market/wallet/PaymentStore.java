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

/** All SQL of payments. */
final class PaymentStore {
    /** What is known of the automatic top-ups of a person: how many within a day, and whether one was just now. */
    record Recent(int day, boolean justNow) {}

    /** False where the same request, or the same object of Stripe, has a payment already. */
    boolean insert(Tx tx, Payment payment, @Nullable String requestKey) {
        return tx.update("""
                                insert into market.payments (realm, id, account_id, kind, asked_cents, request_key, stripe_id,
                                    payment_intent, state, created_at, updated_at)
                                values (:tenant, :id, :account, :kind, :asked, :request, :stripe, :intent, :state, :now, :now)
                                on conflict do nothing
                                """)
                        .bind("id", payment.id())
                        .bind("account", payment.accountId())
                        .bind("kind", payment.kind().word())
                        .bind("asked", payment.askedCents())
                        .bind("request", requestKey)
                        .bind("stripe", payment.stripeId())
                        .bind("intent", payment.intentId())
                        .bind("state", payment.state().word())
                        .bind("now", utc(payment.createdAt()))
                        .execute()
                == 1;
    }

    Optional<Payment> byRequest(Tx tx, String accountId, String requestKey) {
        return tx.query("""
                        select * from market.payments
                        where realm = :tenant and account_id = :account and request_key = :request
                        """)
                .bind("account", accountId)
                .bind("request", requestKey)
                .map(PaymentStore::payment)
                .findOne();
    }

    Optional<Payment> lock(Tx tx, String id) {
        return tx.query("select * from market.payments where realm = :tenant and id = :id for update")
                .bind("id", id)
                .map(PaymentStore::payment)
                .findOne();
    }

    Optional<Payment> lockByStripe(Tx tx, String stripeId) {
        return tx.query("select * from market.payments where realm = :tenant and stripe_id = :stripe for update")
                .bind("stripe", stripeId)
                .map(PaymentStore::payment)
                .findOne();
    }

    /** The payment that an intent paid. */
    Optional<Payment> lockByIntent(Tx tx, String intentId) {
        return tx.query("""
                        select * from market.payments where realm = :tenant and payment_intent = :intent
                        order by created_at limit 1 for update
                        """).bind("intent", intentId).map(PaymentStore::payment).findOne();
    }

    void open(Tx tx, String id, String stripeId, @Nullable String url, Instant now) {
        tx.update("""
                        update market.payments set stripe_id = coalesce(stripe_id, :stripe), url = coalesce(:url, url),
                            state = case when state = 'created' then 'open' else state end, updated_at = :now
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("stripe", stripeId)
                .bind("url", url)
                .bind("now", utc(now))
                .execute();
    }

    void paid(Tx tx, String id, String stripeId, @Nullable String intentId, long cents, Instant now) {
        tx.update("""
                        update market.payments set state = 'paid', stripe_id = :stripe, credited_cents = :cents,
                            payment_intent = coalesce(:intent, payment_intent), updated_at = :now
                        where realm = :tenant and id = :id and state <> 'paid'
                        """)
                .bind("id", id)
                .bind("stripe", stripeId)
                .bind("intent", intentId)
                .bind("cents", cents)
                .bind("now", utc(now))
                .execute();
    }

    /** Ends a payment that brought nothing; true where it had not ended before. */
    boolean end(Tx tx, String id, Payment.State how, Instant now) {
        return tx.update("""
                                update market.payments set state = :state, updated_at = :now
                                where realm = :tenant and id = :id and state in ('created', 'open')
                                """)
                        .bind("id", id)
                        .bind("state", how.word())
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    Recent recent(Tx tx, String accountId, Instant dayAgo, Instant justNow) {
        return tx.query("""
                        select count(*) as day, coalesce(max(created_at) > :justNow, false) as just_now
                        from market.payments
                        where realm = :tenant and account_id = :account and kind = 'auto_topup' and created_at > :dayAgo
                        """)
                .bind("account", accountId)
                .bind("dayAgo", utc(dayAgo))
                .bind("justNow", utc(justNow))
                .map((row, c) -> new Recent(row.getInt("day"), row.getBoolean("just_now")))
                .one();
    }

    /** Automatic charges of which nobody knows how they ended. */
    List<Payment> unclear(Tx tx, Instant before, int limit) {
        return tx.query("""
                        select * from market.payments
                        where realm = :tenant and kind = 'auto_topup' and state = 'created' and created_at < :before
                        order by created_at limit :limit
                        """)
                .bind("before", utc(before))
                .bind("limit", limit)
                .map(PaymentStore::payment)
                .list();
    }

    private static Payment payment(ResultSet row, StatementContext context) throws SQLException {
        return new Payment(
                row.getString("id"),
                row.getString("account_id"),
                Payment.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getLong("asked_cents"),
                row.getString("stripe_id"),
                row.getString("payment_intent"),
                row.getString("url"),
                Payment.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getObject("credited_cents", Long.class),
                instant(row, "created_at"));
    }
}
