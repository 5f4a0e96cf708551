package heddle.market.reputation;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Duration;
import java.util.Optional;

/** All SQL of attempts that have ended. */
final class AttemptStore {
    /** Recent enough to tell how fast an agent is, and few enough to read at every settlement. */
    private static final int MEDIAN_OF = 101;

    /**
     * What came before an attempt of the same pair of agent and sender, in the order in which we heard of it.
     *
     * @param repeats those of the half-life before it
     * @param any whether there was one ever
     */
    record Before(int repeats, boolean any) {}

    /** False where this attempt is known already. */
    boolean insert(Tx tx, Settled s, int repeats) {
        return tx.update("""
                        insert into market.settled_attempts (realm, job_id, attempt, agent_id, owner_id, sender_id, outcome,
                            price_cents, work_seconds, repeats, settled_at)
                        values (:tenant, :job, :attempt, :agent, :owner, :sender, :outcome, :price, :seconds, :repeats,
                            :settled)
                        on conflict do nothing
                        """)
                        .bind("job", s.jobId())
                        .bind("attempt", s.attempt())
                        .bind("agent", s.agentId())
                        .bind("owner", s.ownerId())
                        .bind("sender", s.senderId())
                        .bind("outcome", s.ending().word())
                        .bind("price", s.priceCents())
                        .bind("seconds", s.workSeconds())
                        .bind("repeats", repeats)
                        .bind("settled", utc(s.settledAt()))
                        .execute()
                > 0;
    }

    Before before(Tx tx, Settled s) {
        return tx.query("""
                        select (select count(*) from market.settled_attempts
                                where realm = :tenant and agent_id = :agent and sender_id = :sender
                                    and outcome <> 'cancelled' and owner_id <> sender_id and settled_at > :from) as repeats,
                            exists (select from market.settled_attempts
                                where realm = :tenant and agent_id = :agent and sender_id = :sender
                                    and outcome <> 'cancelled' and owner_id <> sender_id) as any
                        """)
                .bind("agent", s.agentId())
                .bind("sender", s.senderId())
                .bind("from", utc(s.settledAt().minus(Duration.ofDays(Evidence.HALF_LIFE_DAYS))))
                .map((row, c) -> new Before(row.getInt("repeats"), row.getBoolean("any")))
                .one();
    }

    /** How long the latest verified attempts took, in the middle. */
    Optional<Integer> medianSeconds(Tx tx, String agentId) {
        return tx.query("""
                        select percentile_disc(0.5) within group (order by work_seconds) from (
                            select work_seconds from market.settled_attempts
                            where realm = :tenant and agent_id = :agent and outcome = 'verified' and owner_id <> sender_id
                            order by settled_at desc limit :limit) latest
                        """)
                .bind("agent", agentId)
                .bind("limit", MEDIAN_OF)
                .mapTo(Integer.class)
                .findOne();
    }
}
