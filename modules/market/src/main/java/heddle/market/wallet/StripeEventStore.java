package heddle.market.wallet;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.List;

/** All SQL of the events of Stripe. */
final class StripeEventStore {
    /** Notes that an event came; false where it came before. Of two that come at once the second one waits. */
    boolean note(Tx tx, String id, String type, Instant now) {
        return tx.update("""
                                insert into market.stripe_events (realm, id, type, received_at)
                                values (:tenant, :id, :type, :now) on conflict do nothing
                                """)
                        .bind("id", id)
                        .bind("type", type)
                        .bind("now", utc(now))
                        .execute()
                == 1;
    }

    void park(Tx tx, String id, String waitsFor, String body) {
        tx.update("update market.stripe_events set waits_for = :for, body = :body where realm = :tenant and id = :id")
                .bind("id", id)
                .bind("for", waitsFor)
                .bind("body", body)
                .execute();
    }

    /** Takes the events that waited for something out of waiting, as their texts, oldest first. */
    List<String> unpark(Tx tx, String waitedFor) {
        return tx.query("""
                        with waiting as (
                            select id, body, received_at from market.stripe_events
                            where realm = :tenant and waits_for = :for for update),
                        taken as (
                            update market.stripe_events e set waits_for = null, body = null from waiting w
                            where e.realm = :tenant and e.id = w.id)
                        select body from waiting order by received_at, id
                        """).bind("for", waitedFor).mapTo(String.class).list();
    }

    void deleteOld(Tx tx, Instant before) {
        tx.update("delete from market.stripe_events where realm = :tenant and received_at < :before")
                .bind("before", utc(before))
                .execute();
    }
}
