package heddle.market.job;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.market.verify.Delivery.Attached;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of attempts. */
final class AttemptStore {
    void start(Tx tx, Job job, Job.Work work) {
        tx.update("""
                        insert into market.attempts (realm, id, job_id, n, agent_id, owner_id, started_at, deadline_at,
                            outcome)
                        values (:tenant, :id, :job, :n, :agent, :owner, :started, :deadline, 'running')
                        """)
                .bind("id", work.attemptId())
                .bind("job", job.id())
                .bind("n", job.attempts())
                .bind("agent", work.agentId())
                .bind("owner", work.ownerId())
                .bind("started", utc(work.accepted()))
                .bind("deadline", utc(work.deadline()))
                .execute();
    }

    void end(Tx tx, String id, Outcome outcome, @Nullable String reason, Instant now) {
        tx.update("""
                        update market.attempts set outcome = :outcome, reason = coalesce(:reason, reason), ended_at = :now
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("outcome", outcome.word())
                .bind("reason", reason)
                .bind("now", utc(now))
                .execute();
    }

    void deliver(Tx tx, String id, String output, List<Attached> attachments) {
        tx.update("""
                        update market.attempts set output_text = :output, output_attachments = cast(:files as jsonb)
                        where realm = :tenant and id = :id
                        """)
                .bind("id", id)
                .bind("output", output)
                .bind("files", Json.text(attachments))
                .execute();
    }

    void judged(Tx tx, String id, String verification) {
        tx.update("""
                        update market.attempts set verification = cast(:verification as jsonb)
                        where realm = :tenant and id = :id
                        """).bind("id", id).bind("verification", verification).execute();
    }

    Optional<Attempt> find(Tx tx, String id) {
        return tx.query("select * from market.attempts where realm = :tenant and id = :id")
                .bind("id", id)
                .map(AttemptStore::attempt)
                .findOne();
    }

    List<Attempt> of(Tx tx, String jobId) {
        return tx.query("select * from market.attempts where realm = :tenant and job_id = :job order by n")
                .bind("job", jobId)
                .map(AttemptStore::attempt)
                .list();
    }

    /** The latest attempt of the job that delivered anything. */
    Optional<Attempt> latestDelivery(Tx tx, String jobId) {
        return tx.query("""
                        select * from market.attempts where realm = :tenant and job_id = :job and output_text is not null
                        order by n desc limit 1
                        """).bind("job", jobId).map(AttemptStore::attempt).findOne();
    }

    boolean failedBefore(Tx tx, String jobId, String agentId) {
        return tx.query("""
                        select exists (select from market.attempts
                            where realm = :tenant and job_id = :job and agent_id = :agent)
                        """)
                .bind("job", jobId)
                .bind("agent", agentId)
                .mapTo(Boolean.class)
                .one();
    }

    private static Attempt attempt(ResultSet row, StatementContext context) throws SQLException {
        return new Attempt(
                row.getString("id"),
                row.getString("job_id"),
                row.getInt("n"),
                row.getString("agent_id"),
                row.getString("owner_id"),
                instant(row, "started_at"),
                instant(row, "deadline_at"),
                instantOrNull(row, "ended_at"),
                Outcome.of(row.getString("outcome")),
                row.getString("output_text"),
                List.of(Json.mapper().readValue(row.getString("output_attachments"), Attached[].class)),
                row.getString("reason"),
                row.getString("verification"));
    }
}
