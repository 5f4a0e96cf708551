package heddle.market.job;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.instantOrNull;
import static heddle.kernel.db.Times.utc;
import static heddle.kernel.db.Times.utcOrNull;

import heddle.kernel.crypto.Tokens;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Plan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** All SQL of jobs and their briefs. */
final class JobStore {
    private static final String JOB = """
            select j.*, b.title, b.prompt, b.description, b.requirements, b.tags, b.public_prompt, b.attachments,
                b.plan, b.criteria_hash, b.preferred_agent_id, b.flags, b.env_names,
                array(select p.agent_id from market.presentations p
                    where p.realm = j.realm and p.job_id = j.id order by p.at) as presented
            from market.jobs j join market.briefs b on b.realm = j.realm and b.id = j.id
            where j.realm = :tenant
            """;

    void insert(Tx tx, Job job) {
        Brief brief = job.brief();
        tx.update("""
                        with brief as (
                            insert into market.briefs (realm, id, title, prompt, description, requirements, tags,
                                public_prompt, attachments, plan, criteria_hash, preferred_agent_id, flags, env_names,
                                prompt_sha256, created_at)
                            values (:tenant, :id, :title, :prompt, :description, :requirements, :tags, :public_prompt,
                                cast(:attachments as jsonb), cast(:plan as jsonb), :criteria_hash, :preferred, :flags,
                                :env_names, :digest, :created_at))
                        insert into market.jobs (realm, id, sender_id, price_cents, fee_cents, time_limit_seconds,
                            max_attempts, status, attempts, cancel_asked, created_at, updated_at, due_at, version)
                        values (:tenant, :id, :sender, :price, :fee, :time_limit, :max_attempts, :status, 0, false,
                            :created_at, :created_at, :due, 1)
                        """)
                .bind("id", job.id())
                .bind("sender", job.senderId())
                .bind("price", job.terms().priceCents())
                .bind("fee", job.terms().feeCents())
                .bind("time_limit", job.terms().timeLimitSeconds())
                .bind("max_attempts", job.terms().maxAttempts())
                .bind("status", job.status().word())
                .bind("due", utcOrNull(job.stage().due()))
                .bind("title", brief.title())
                .bind("prompt", brief.prompt())
                .bind("description", brief.description())
                .bind("requirements", brief.requirements())
                .bindArray("tags", String.class, brief.tags())
                .bind("public_prompt", brief.publicPrompt())
                .bind("attachments", Json.text(brief.attachments()))
                .bind("plan", Json.text(brief.plan()))
                .bind("criteria_hash", brief.criteriaHash())
                .bind("preferred", brief.preferredAgentId())
                .bindArray("flags", String.class, brief.flags())
                .bindArray("env_names", String.class, brief.envNames())
                .bind("digest", Tokens.sha256(brief.prompt()))
                .bind("created_at", utc(job.times().created()))
                .execute();
    }

    /** Writes the job over the row that it was made from. */
    void save(Tx tx, Job job) {
        tx.writeOne("""
                update market.jobs set status = :status, held_by_agent_id = :holder, held_by_owner_id = :holder_owner,
                    hold_expires_at = :hold_expires, attempt_id = :attempt, receiver_agent_id = :agent,
                    receiver_id = :receiver, accepted_at = :accepted, deadline_at = :deadline,
                    attempts = :attempts, cancel_asked = :cancel_asked, reason = :reason, updated_at = :updated,
                    paid_at = :paid, queued_at = :queued, submitted_at = :submitted, settled_at = :settled,
                    due_at = :due, version = :version
                where realm = :tenant and id = :id and version = :version - 1
                """, staged(job));
    }

    private static Map<String, @Nullable Object> staged(Job job) {
        Job.Hold hold = job.stage().hold();
        Job.Work work = job.work();
        Job.Times times = job.times();
        Map<String, @Nullable Object> row = new HashMap<>();
        row.put("id", job.id());
        row.put("status", job.status().word());
        row.put("holder", hold == null ? null : hold.agentId());
        row.put("holder_owner", hold == null ? null : hold.ownerId());
        row.put("hold_expires", hold == null ? null : hold.expires());
        row.put("attempt", work == null ? null : work.attemptId());
        row.put("agent", work == null ? null : work.agentId());
        row.put("receiver", work == null ? null : work.ownerId());
        row.put("accepted", work == null ? null : work.accepted());
        row.put("deadline", work == null ? null : work.deadline());
        row.put("attempts", job.attempts());
        row.put("cancel_asked", job.cancelAsked());
        row.put("reason", job.reason());
        row.put("updated", times.updated());
        row.put("paid", times.paid());
        row.put("queued", times.queued());
        row.put("submitted", times.submitted());
        row.put("settled", times.settled());
        row.put("due", job.stage().due());
        row.put("version", job.version());
        return row;
    }

    Optional<Job> find(Tx tx, String id) {
        return tx.query(JOB + " and j.id = :id")
                .bind("id", id)
                .map(JobStore::job)
                .findOne();
    }

    Optional<Job> lock(Tx tx, String id) {
        return Optional.ofNullable(lock(tx, List.of(id)).get(id));
    }

    /** Locks jobs in one order for all, so that no two wait for each other. */
    Map<String, Job> lock(Tx tx, Collection<String> ids) {
        return byId(tx, " and j.id = any(:ids) order by j.id for update of j", ids);
    }

    /** Those of the jobs that nobody else changes at this moment. */
    Map<String, Job> lockFree(Tx tx, Collection<String> ids) {
        return byId(tx, " and j.id = any(:ids) for update of j skip locked", ids);
    }

    private static Map<String, Job> byId(Tx tx, String how, Collection<String> ids) {
        Map<String, Job> found = new HashMap<>();
        tx.query(JOB + how)
                .bindArray("ids", String.class, ids)
                .map(JobStore::job)
                .forEach(job -> found.put(job.id(), job));
        return found;
    }

    /** The job, unless somebody else changes it at this moment. */
    Optional<Job> lockIfFree(Tx tx, String id) {
        return Optional.ofNullable(lockFree(tx, List.of(id)).get(id));
    }

    Optional<Job> heldBy(Tx tx, String agentId) {
        return tx.query(JOB + " and j.held_by_agent_id = :agent and j.status = 'held'")
                .bind("agent", agentId)
                .map(JobStore::job)
                .findOne();
    }

    /** An unpaid job of the same words, so that a client that asks again makes no second one. */
    Optional<Job> sameUnpaid(Tx tx, String senderId, String prompt, int priceCents, Instant since) {
        return tx.query(JOB + """
                         and j.sender_id = :sender and j.status = 'pending_payment' and j.created_at >= :since
                            and j.price_cents = :price and b.prompt_sha256 = :digest
                         order by j.created_at desc limit 1 for update of j
                        """)
                .bind("sender", senderId)
                .bind("since", utc(since))
                .bind("price", priceCents)
                .bind("digest", Tokens.sha256(prompt))
                .map(JobStore::job)
                .findOne();
    }

    /** Those of the jobs that an account sent. */
    Set<String> sent(Tx tx, String senderId, Collection<String> ids) {
        return tx.query("""
                        select id from market.jobs where realm = :tenant and sender_id = :sender and id = any(:ids)
                        """)
                .bind("sender", senderId)
                .bindArray("ids", String.class, List.copyOf(ids))
                .mapTo(String.class)
                .set();
    }

    int open(Tx tx, String senderId) {
        return tx.query("""
                        select count(*) from market.jobs where realm = :tenant and sender_id = :sender
                            and status in ('pending_payment', 'queued', 'held', 'accepted', 'submitted')
                        """).bind("sender", senderId).mapTo(Integer.class).one();
    }

    /** @param answer {@code accepted rejected lapsed} */
    void answered(Tx tx, String jobId, String agentId, String answer) {
        tx.write("""
                update market.presentations set answer = :answer
                where realm = :tenant and job_id = :job and agent_id = :agent
                """, Map.of("job", jobId, "agent", agentId, "answer", answer));
    }

    /** What has to lie in escrow, by its account: the price of every job that is paid and open. */
    Map<String, Long> escrows(Tx systemTx) {
        return systemTx
                .query("""
                        select id, price_cents from market.jobs
                        where status in ('queued', 'held', 'accepted', 'submitted')
                        """)
                .map((row, c) -> Map.entry(Transitions.escrow(row.getString("id")), row.getLong("price_cents")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Jobs whose timer has rung, without those whose verification is under way. */
    List<String> due(Tx systemTx, Instant now, int limit) {
        return systemTx.query("""
                        select id from market.jobs where due_at <= :now and status <> 'submitted'
                        order by due_at limit :limit
                        """)
                .bind("now", utc(now))
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** Submitted jobs that no verification has reported on in time; they are not found again before {@code next}. */
    List<String> takeUnjudged(Tx tx, Instant now, Instant next, int limit) {
        return tx.query("""
                        update market.jobs set due_at = :next where realm = :tenant and id in (
                            select id from market.jobs
                            where realm = :tenant and status = 'submitted' and due_at <= :now
                            order by due_at limit :limit for update skip locked)
                        returning id
                        """)
                .bind("now", utc(now))
                .bind("next", utc(next))
                .bind("limit", limit)
                .mapTo(String.class)
                .list();
    }

    /** A job that nobody takes. */
    record Waiting(String id, String senderId, String title) {}

    /** Jobs queued before {@code since} whose senders have not been reminded; from now on they have. */
    List<Waiting> takeUnreminded(Tx tx, Instant now, Instant since, int limit) {
        return tx.query("""
                        update market.jobs j set reminded_at = :now
                        from market.briefs b
                        where j.realm = :tenant and b.realm = j.realm and b.id = j.id and j.id in (
                            select id from market.jobs
                            where realm = :tenant and status = 'queued' and queued_at < :since and reminded_at is null
                            order by created_at limit :limit for update skip locked)
                        returning j.id, j.sender_id, b.title
                        """)
                .bind("now", utc(now))
                .bind("since", utc(since))
                .bind("limit", limit)
                .map((row, c) -> new Waiting(row.getString("id"), row.getString("sender_id"), row.getString("title")))
                .list();
    }

    /** Postpones the timer of a submitted job. */
    void postpone(Tx tx, String id, Instant due) {
        tx.update("""
                        update market.jobs set due_at = :due
                        where realm = :tenant and id = :id and status = 'submitted'
                        """).bind("id", id).bind("due", utc(due)).execute();
    }

    /** One page of jobs, newest first. */
    List<Job> list(Tx tx, JobFilter filter, int limit) {
        return filter.bind(tx.query(JOB + filter.sql() + " order by j.created_at desc, j.id desc limit :limit"))
                .bind("limit", limit)
                .map(JobStore::job)
                .list();
    }

    /** Takes note that the agent is shown the job. */
    void present(Tx tx, String jobId, String agentId, Instant now) {
        tx.write("""
                insert into market.presentations (realm, job_id, agent_id, at)
                values (:tenant, :job, :agent, :now) on conflict do nothing
                """, Map.of("job", jobId, "agent", agentId, "now", now));
    }

    /**
     * X of the secrets that go with a job
     * @param presentedTo agents that were shown it, the first ones first
     */
    record Audience(List<String> envNames, List<String> presentedTo) {
        static final Audience NONE = new Audience(List.of(), List.of());
    }

    Map<String, Audience> audiences(Tx tx, List<String> jobIds) {
        return tx
                .query("""
                        select b.id, b.env_names, array(
                                select p.agent_id from market.presentations p
                                where p.realm = b.realm and p.job_id = b.id order by p.at) as presented
                        from market.briefs b where b.realm = :tenant and b.id = any(:ids)
                        """)
                .bindArray("ids", String.class, jobIds)
                .map((row, c) ->
                        Map.entry(row.getString("id"), new Audience(texts(row, "env_names"), texts(row, "presented"))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    static Job job(ResultSet row, StatementContext context) throws SQLException {
        return new Job(
                row.getString("id"),
                row.getString("sender_id"),
                brief(row),
                new Job.Terms(
                        row.getInt("price_cents"),
                        row.getInt("fee_cents"),
                        row.getInt("time_limit_seconds"),
                        row.getInt("max_attempts")),
                new Job.Stage(
                        Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                        hold(row),
                        work(row),
                        instantOrNull(row, "due_at")),
                row.getInt("attempts"),
                texts(row, "presented"),
                row.getBoolean("cancel_asked"),
                row.getString("reason"),
                new Job.Times(
                        instant(row, "created_at"),
                        instant(row, "updated_at"),
                        instantOrNull(row, "paid_at"),
                        instantOrNull(row, "queued_at"),
                        instantOrNull(row, "submitted_at"),
                        instantOrNull(row, "settled_at")),
                row.getLong("version"));
    }

    private static Job.@Nullable Hold hold(ResultSet row) throws SQLException {
        String agent = row.getString("held_by_agent_id");
        return agent == null
                ? null
                : new Job.Hold(agent, row.getString("held_by_owner_id"), instant(row, "hold_expires_at"));
    }

    private static Job.@Nullable Work work(ResultSet row) throws SQLException {
        String agent = row.getString("receiver_agent_id");
        return agent == null
                ? null
                : new Job.Work(
                        row.getString("attempt_id"),
                        agent,
                        row.getString("receiver_id"),
                        instant(row, "accepted_at"),
                        instant(row, "deadline_at"));
    }

    private static Brief brief(ResultSet row) throws SQLException {
        return new Brief(
                row.getString("title"),
                row.getString("prompt"),
                row.getString("description"),
                row.getString("requirements"),
                texts(row, "tags"),
                row.getBoolean("public_prompt"),
                List.of(Json.mapper().readValue(row.getString("attachments"), Attached[].class)),
                Json.mapper().readValue(row.getString("plan"), Plan.class),
                row.getString("criteria_hash"),
                row.getString("preferred_agent_id"),
                texts(row, "flags"),
                texts(row, "env_names"));
    }
}
