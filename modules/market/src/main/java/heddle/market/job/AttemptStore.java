package heddle.market.job;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;

import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.market.verify.Delivery.Attached;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of attempts. */
final class AttemptStore {
    void start(Tx tx, Job job, Job.Work work) {
        tx.write(
                """
                insert into market.attempts (realm, id, job_id, n, agent_id, owner_id, started_at, deadline_at, outcome)
                values (:tenant, :id, :job, :n, :agent, :owner, :started, :deadline, 'running')
                """,
                Map.of(
                        "id", work.attemptId(),
                        "job", job.id(),
                        "n", job.attempts(),
                        "agent", work.agentId(),
                        "owner", work.ownerId(),
                        "started", work.accepted(),
                        "deadline", work.deadline()));
    }

    void end(Tx tx, String id, Outcome outcome, Said said, Instant now) {
        Map<String, @Nullable Object> end = new HashMap<>();
        end.put("id", id);
        end.put("outcome", outcome.word());
        end.put("reason", said.reason());
        end.put("verification", said.verification());
        end.put("now", now);
        tx.write("""
                update market.attempts set outcome = :outcome, reason = coalesce(:reason, reason), ended_at = :now,
                    verification = coalesce(cast(:verification as jsonb), verification)
                where realm = :tenant and id = :id
                """, end);
    }

    /** What the attempt delivers, which ends the work on it. */
    void deliver(Tx tx, String id, String output, List<Attached> attachments, Instant now) {
        tx.write("""
                update market.attempts set output_text = :output, output_attachments = cast(:files as jsonb),
                    outcome = 'submitted', ended_at = :now
                where realm = :tenant and id = :id
                """, Map.of("id", id, "output", output, "files", Json.text(attachments), "now", now));
    }

    void judged(Tx tx, String id, String verification) {
        tx.write("""
                update market.attempts set verification = cast(:verification as jsonb)
                where realm = :tenant and id = :id
                """, Map.of("id", id, "verification", verification));
    }

    Optional<Attempt> find(Tx tx, String id) {
        return tx.query("select * from market.attempts where realm = :tenant and id = :id")
                .bind("id", id)
                .map(AttemptStore::attempt)
                .findOne();
    }

    List<Attempt> of(Tx tx, String jobId) {
        return of(tx, List.of(jobId));
    }

    /** Those of several jobs, each job's in their order. */
    List<Attempt> of(Tx tx, List<String> jobIds) {
        return tx.query(
                        "select * from market.attempts where realm = :tenant and job_id = any(:jobs) order by job_id, n")
                .bindArray("jobs", String.class, jobIds)
                .map(AttemptStore::attempt)
                .list();
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
