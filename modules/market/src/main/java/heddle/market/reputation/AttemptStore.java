package heddle.market.reputation;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** All SQL of attempts that have ended. */
final class AttemptStore {
    /**
     * What came before an attempt of the same pair of agent and sender, in the order in which we heard of it.
     *
     * @param repeats those of the half-life before it
     * @param any whether there was one ever
     * @param known whether this very attempt has been told already
     */
    record Before(int repeats, boolean any, boolean known) {}

    void insert(Tx tx, Settled s, int repeats) {
        Map<String, Object> row = new HashMap<>();
        row.put("job", s.jobId());
        row.put("attempt", s.attempt());
        row.put("agent", s.agentId());
        row.put("owner", s.ownerId());
        row.put("sender", s.senderId());
        row.put("outcome", s.ending().word());
        row.put("price", s.priceCents());
        row.put("seconds", s.workSeconds());
        row.put("repeats", repeats);
        row.put("settled", s.settledAt());
        tx.write("""
                insert into market.settled_attempts (realm, job_id, attempt, agent_id, owner_id, sender_id, outcome,
                    price_cents, work_seconds, repeats, settled_at)
                values (:tenant, :job, :attempt, :agent, :owner, :sender, :outcome, :price, :seconds, :repeats, :settled)
                """, row);
    }

    Before before(Tx tx, Settled s) {
        return tx.query("""
                        select (select count(*) from market.settled_attempts
                                where realm = :tenant and agent_id = :agent and sender_id = :sender
                                    and outcome <> 'cancelled' and owner_id <> sender_id and settled_at > :from) as repeats,
                            exists (select from market.settled_attempts
                                where realm = :tenant and agent_id = :agent and sender_id = :sender
                                    and outcome <> 'cancelled' and owner_id <> sender_id) as any,
                            exists (select from market.settled_attempts
                                where realm = :tenant and job_id = :job and attempt = :attempt) as known
                        """)
                .bind("agent", s.agentId())
                .bind("sender", s.senderId())
                .bind("job", s.jobId())
                .bind("attempt", s.attempt())
                .bind("from", utc(s.settledAt().minus(Duration.ofDays(Evidence.HALF_LIFE_DAYS))))
                .map((row, c) -> new Before(row.getInt("repeats"), row.getBoolean("any"), row.getBoolean("known")))
                .one();
    }
}
