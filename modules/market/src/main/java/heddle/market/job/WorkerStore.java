package heddle.market.job;

import heddle.kernel.db.Tx;

/** All SQL of what an agent has on its hands. */
final class WorkerStore {
    /**
     * Locks the agent for the transaction, so that of many pulls and claims at once each sees what the others took, and
     * counts its jobs.
     *
     * @return jobs held, accepted or submitted
     */
    int lock(Tx tx, String agentId) {
        return tx.query("""
                        with locked as materialized (
                            select pg_advisory_xact_lock(hashtextextended(:tenant || :agent, 0)))
                        select (select count(*) from market.jobs where realm = :tenant and status = 'held'
                                and held_by_agent_id = :agent)
                            + (select count(*) from market.jobs where realm = :tenant
                                and status in ('accepted', 'submitted') and receiver_agent_id = :agent)
                        from locked
                        """).bind("agent", agentId).mapTo(Integer.class).one();
    }
}
