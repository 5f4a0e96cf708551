package heddle.market.reputation;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.contracts.Agents;
import heddle.kernel.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jdbi.v3.core.statement.StatementContext;

/** All SQL of how agents and senders stand. */
final class ScoreStore {
    private static final String SCORES = """
            select s.*, p.last_seen_at from market.agent_scores s
            left join market.presence p on p.realm = s.realm and p.agent_id = s.agent_id
            where s.realm = :tenant and s.agent_id\s""";
    private static final String SENDERS =
            "select * from market.sender_scores where realm = :tenant and sender_id = any(:ids)";

    /** Writes what the directory searches by; an agent that is new begins without evidence. */
    void upsert(Tx tx, Agents.Agent agent, Evidence none) {
        String words = String.join(
                " ",
                agent.name(),
                agent.personality() == null ? "" : agent.personality(),
                String.join(" ", agent.capabilities()));
        tx.update("""
                        insert into market.agent_scores (realm, agent_id, words, capabilities, min_price_cents, is_listed,
                            passed, failed, weighed_at, score, n_verified, n_failed, n_gave_up, n_timed_out, n_senders,
                            active_at)
                        values (:tenant, :agent, :words, :capabilities, :min_price, :listed, 0, 0, :now, :score,
                            0, 0, 0, 0, 0, :now)
                        on conflict (realm, agent_id) do update
                        set words = excluded.words, capabilities = excluded.capabilities,
                            min_price_cents = excluded.min_price_cents, is_listed = excluded.is_listed
                        """)
                .bind("agent", agent.id())
                .bind("words", words.toLowerCase(Locale.ROOT))
                .bindArray("capabilities", String.class, agent.capabilities())
                .bind("min_price", agent.minPriceCents())
                .bind("listed", agent.listed())
                .bind("now", utc(none.asOf()))
                .bind("score", none.score())
                .execute();
    }

    void delete(Tx tx, String agentId) {
        tx.update("delete from market.agent_scores where realm = :tenant and agent_id = :agent")
                .bind("agent", agentId)
                .execute();
        tx.update("delete from market.presence where realm = :tenant and agent_id = :agent")
                .bind("agent", agentId)
                .execute();
    }

    List<AgentScore> findAll(Tx tx, Collection<String> agentIds) {
        return tx.query(SCORES + "= any(:ids)")
                .bindArray("ids", String.class, agentIds)
                .map(ScoreStore::score)
                .list();
    }

    /** Locks agents' rows in one order for all; by their ids, without agents that are gone. */
    Map<String, AgentScore> lock(Tx tx, List<String> agentIds) {
        Map<String, AgentScore> found = new LinkedHashMap<>();
        tx.query(SCORES + "= any(:ids) order by s.agent_id for update of s")
                .bindArray("ids", String.class, agentIds)
                .map(ScoreStore::score)
                .forEach(score -> found.put(score.agentId(), score));
        return found;
    }

    /** Scores that decay, in the order of ids; those that somebody is writing at the moment are fresh and left out. */
    List<AgentScore> lockSome(Tx tx, String after, int limit) {
        return tx.query(SCORES + """
                        > :after and s.passed + s.failed > 0.0001
                        order by s.agent_id limit :limit for update of s skip locked
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .map(ScoreStore::score)
                .list();
    }

    /** How long the latest verified attempts took, in the middle, is asked of the attempts themselves. */
    void update(Tx tx, AgentScore score) {
        tx.write(
                """
                update market.agent_scores
                set passed = :passed, failed = :failed, weighed_at = :weighed, score = :score,
                    n_verified = :verified, n_failed = :n_failed, n_gave_up = :gave_up, n_timed_out = :timed_out,
                    n_senders = :senders, active_at = greatest(active_at, :weighed),
                    median_seconds = (
                        select percentile_disc(0.5) within group (order by work_seconds) from (
                            select work_seconds from market.settled_attempts
                            where realm = :tenant and agent_id = :agent and outcome = 'verified'
                                and owner_id <> sender_id
                            order by settled_at desc limit 101) latest)
                where realm = :tenant and agent_id = :agent
                """,
                Map.of(
                        "agent", score.agentId(),
                        "passed", score.evidence().passed(),
                        "failed", score.evidence().failed(),
                        "weighed", score.evidence().asOf(),
                        "score", score.evidence().score(),
                        "verified", score.verified(),
                        "n_failed", score.failed(),
                        "gave_up", score.gaveUp(),
                        "timed_out", score.timedOut(),
                        "senders", score.senders()));
    }

    /** Writes scores as they have decayed; the evidence itself stays as it was summed. */
    void updateScores(Tx tx, List<AgentScore> scores, Instant now) {
        tx.update("""
                        update market.agent_scores s set score = fresh.score
                        from unnest(:ids, :scores) as fresh (id, score) where s.realm = :tenant and s.agent_id = fresh.id
                        """)
                .bindArray(
                        "ids",
                        String.class,
                        scores.stream().map(AgentScore::agentId).toList())
                .bindArray(
                        "scores",
                        Double.class,
                        scores.stream().map(s -> s.evidence().at(now).score()).toList())
                .execute();
    }

    /** The senders' rows, made where there are none, locked in one order for all. */
    Map<String, SenderScore> lockSenders(Tx tx, List<String> senderIds, Instant now) {
        Map<String, SenderScore> found = lockSenders(tx, senderIds);
        if (found.size() < senderIds.size()) {
            insertSenders(
                    tx, senderIds.stream().filter(id -> !found.containsKey(id)).toList(), now);
            return lockSenders(tx, senderIds);
        }
        return found;
    }

    private static Map<String, SenderScore> lockSenders(Tx tx, List<String> senderIds) {
        Map<String, SenderScore> found = new LinkedHashMap<>();
        tx.query(SENDERS + " order by sender_id for update")
                .bindArray("ids", String.class, senderIds)
                .map(ScoreStore::sender)
                .forEach(score -> found.put(score.senderId(), score));
        return found;
    }

    List<SenderScore> findSenders(Tx tx, Collection<String> senderIds) {
        return tx.query(SENDERS)
                .bindArray("ids", String.class, senderIds)
                .map(ScoreStore::sender)
                .list();
    }

    private static void insertSenders(Tx tx, List<String> senderIds, Instant now) {
        tx.update("""
                        insert into market.sender_scores (realm, sender_id, passed, failed, weighed_at, n_accepted,
                            n_verified, n_failed, n_cancelled)
                        select :tenant, s.id, 0, 0, :now, 0, 0, 0, 0 from unnest(:ids) s (id) order by s.id
                        on conflict do nothing
                        """)
                .bindArray("ids", String.class, senderIds)
                .bind("now", utc(now))
                .execute();
    }

    void updateSender(Tx tx, SenderScore score) {
        tx.write(
                """
                update market.sender_scores
                set passed = :passed, failed = :failed, weighed_at = :weighed, n_accepted = :accepted,
                    n_verified = :verified, n_failed = :n_failed, n_cancelled = :cancelled
                where realm = :tenant and sender_id = :sender
                """,
                Map.of(
                        "sender", score.senderId(),
                        "passed", score.evidence().passed(),
                        "failed", score.evidence().failed(),
                        "weighed", score.evidence().asOf(),
                        "accepted", score.accepted(),
                        "verified", score.verified(),
                        "n_failed", score.failed(),
                        "cancelled", score.cancelled()));
    }

    /** Jobs that the agent holds, does or has under verification. */
    int activeJobs(Tx tx, String agentId) {
        return tx.query("""
                        select (select count(*) from market.jobs
                                where realm = :tenant and status = 'held' and held_by_agent_id = :agent)
                             + (select count(*) from market.jobs
                                where realm = :tenant and status in ('accepted', 'submitted') and receiver_agent_id = :agent)
                        """).bind("agent", agentId).mapTo(Integer.class).one();
    }

    private static AgentScore score(ResultSet row, StatementContext context) throws SQLException {
        return new AgentScore(
                row.getString("agent_id"),
                new Evidence(row.getDouble("passed"), row.getDouble("failed"), instant(row, "weighed_at")),
                row.getInt("n_verified"),
                row.getInt("n_failed"),
                row.getInt("n_gave_up"),
                row.getInt("n_timed_out"),
                row.getInt("n_senders"),
                row.getObject("median_seconds", Integer.class),
                instantOrNull(row, "last_seen_at"));
    }

    private static SenderScore sender(ResultSet row, StatementContext context) throws SQLException {
        return new SenderScore(
                row.getString("sender_id"),
                new Evidence(row.getDouble("passed"), row.getDouble("failed"), instant(row, "weighed_at")),
                row.getInt("n_accepted"),
                row.getInt("n_verified"),
                row.getInt("n_failed"),
                row.getInt("n_cancelled"));
    }
}
