package heddle.market.reputation;

import heddle.kernel.db.Tx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
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

    /** What came before each of some attempts, in their order; they know nothing of one another. */
    List<Before> before(Tx tx, List<Settled> some) {
        return tx.query("""
                        select (select count(*) from market.settled_attempts a
                                where a.realm = :tenant and a.agent_id = s.agent and a.sender_id = s.sender
                                    and a.outcome <> 'cancelled' and a.owner_id <> a.sender_id
                                    and a.settled_at > s.since) as repeats,
                            exists (select from market.settled_attempts a
                                where a.realm = :tenant and a.agent_id = s.agent and a.sender_id = s.sender
                                    and a.outcome <> 'cancelled' and a.owner_id <> a.sender_id) as any,
                            exists (select from market.settled_attempts a
                                where a.realm = :tenant and a.job_id = s.job and a.attempt = s.attempt) as known
                        from unnest(:agents, :senders, :jobs, :attempts, cast(:since as timestamptz[]))
                            with ordinality as s (agent, sender, job, attempt, since, nth)
                        order by s.nth
                        """)
                .bindArray(
                        "agents",
                        String.class,
                        some.stream().map(Settled::agentId).toList())
                .bindArray(
                        "senders",
                        String.class,
                        some.stream().map(Settled::senderId).toList())
                .bindArray(
                        "jobs", String.class, some.stream().map(Settled::jobId).toList())
                .bindArray(
                        "attempts",
                        Integer.class,
                        some.stream().map(Settled::attempt).toList())
                .bindArray(
                        "since",
                        String.class,
                        some.stream()
                                .map(s -> s.settledAt()
                                        .minus(Duration.ofDays(Evidence.HALF_LIFE_DAYS))
                                        .toString())
                                .toList())
                .map((row, c) -> new Before(row.getInt("repeats"), row.getBoolean("any"), row.getBoolean("known")))
                .list();
    }
}
