package heddle.market.wallet;

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

/** All SQL of takebacks and freezes. */
final class TakebackStore {
    Optional<Takeback> lock(Tx tx, String id) {
        return tx.query("select * from market.takebacks where realm = :tenant and id = :id for update")
                .bind("id", id)
                .map(TakebackStore::takeback)
                .findOne();
    }

    void save(Tx tx, Takeback takeback, Instant now) {
        tx.update("""
                        insert into market.takebacks (realm, id, account_id, payment_id, kind, asked_cents, taken_cents,
                            owed_cents, state, updated_at)
                        values (:tenant, :id, :account, :payment, :kind, :asked, :taken, :owed, :state, :now)
                        on conflict (realm, id) do update set asked_cents = excluded.asked_cents,
                            taken_cents = excluded.taken_cents, owed_cents = excluded.owed_cents, state = excluded.state,
                            updated_at = excluded.updated_at
                        """)
                .bind("id", takeback.id())
                .bind("account", takeback.accountId())
                .bind("payment", takeback.paymentId())
                .bind("kind", Takeback.word(takeback.kind()))
                .bind("asked", takeback.askedCents())
                .bind("taken", takeback.takenCents())
                .bind("owed", takeback.owedCents())
                .bind("state", Takeback.word(takeback.state()))
                .bind("now", utc(now))
                .execute();
    }

    boolean disputed(Tx tx, String accountId) {
        return tx.query("""
                        select exists (select 1 from market.takebacks
                            where realm = :tenant and account_id = :account and state = 'open')
                        """).bind("account", accountId).mapTo(Boolean.class).one();
    }

    boolean frozen(Tx tx, String accountId) {
        return tx.query("""
                        select exists (select 1 from market.freezes
                            where realm = :tenant and account_id = :account and ended_at is null)
                        """).bind("account", accountId).mapTo(Boolean.class).one();
    }

    /** False where this warning froze the wallet before. */
    boolean freeze(Tx tx, String id, Payment payment, @Nullable String holdKey, Instant now) {
        return tx.update("""
                                insert into market.freezes (realm, id, account_id, payment_id, hold_key, created_at)
                                values (:tenant, :id, :account, :payment, :hold, :now) on conflict do nothing
                                """)
                        .bind("id", id)
                        .bind("account", payment.accountId())
                        .bind("payment", payment.id())
                        .bind("hold", holdKey)
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    /** Lets go of what the open freezes of a payment hold, and answers the keys of those holds. */
    List<String> unhold(Tx tx, String paymentId) {
        return tx.query("""
                        with open as (
                            select id, hold_key from market.freezes
                            where realm = :tenant and payment_id = :payment and ended_at is null and hold_key is not null
                            for update)
                        update market.freezes f set hold_key = null from open o
                        where f.realm = :tenant and f.id = o.id returning o.hold_key
                        """).bind("payment", paymentId).mapTo(String.class).list();
    }

    /** Ends every freeze of an account, and answers the keys of their holds, null where one held nothing. */
    List<Optional<String>> thaw(Tx tx, String accountId, Instant now) {
        return tx.query("""
                        update market.freezes set ended_at = :now
                        where realm = :tenant and account_id = :account and ended_at is null returning hold_key
                        """)
                .bind("account", accountId)
                .bind("now", utc(now))
                .map((row, c) -> Optional.ofNullable(row.getString(1)))
                .list();
    }

    private static Takeback takeback(ResultSet row, StatementContext context) throws SQLException {
        return new Takeback(
                row.getString("id"),
                row.getString("account_id"),
                row.getString("payment_id"),
                Takeback.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getLong("asked_cents"),
                row.getLong("taken_cents"),
                row.getLong("owed_cents"),
                Takeback.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
    }
}
