package heddle.market.job;

import heddle.contracts.Ledger;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.market.joblog.JobLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Carries a {@link Step} out: row, attempt, money, log, event and queue change together or not at all. */
final class Transitions {
    static final String ASSET = "USD/2";
    private static final String FEES = "platform:fees";

    private final JobStore jobs;
    private final AttemptStore attempts;
    private final EnvVars envVars;
    private final Ledger ledger;
    private final JobLog log;
    private final JobQueue queue;
    private final Sides sides;
    private final Ids ids;

    Transitions(
            JobStore jobs,
            AttemptStore attempts,
            EnvVars envVars,
            Ledger ledger,
            JobLog log,
            JobQueue queue,
            Sides sides,
            Ids ids) {
        this.jobs = jobs;
        this.attempts = attempts;
        this.envVars = envVars;
        this.ledger = ledger;
        this.log = log;
        this.queue = queue;
        this.sides = sides;
        this.ids = ids;
    }

    static String wallet(String accountId) {
        return "user:" + accountId;
    }

    static String escrow(String jobId) {
        return "escrow:" + jobId;
    }

    /** The job as it stands then; the same where the step changes nothing. */
    Job apply(Tx tx, Caller actor, Job before, Step step, Said said, Instant now) {
        Job after = step.job();
        if (!step.moves(before)) {
            return before;
        }
        jobs.save(tx, after);
        after.presentedTo().stream()
                .skip(before.presentedTo().size())
                .forEach(agent -> jobs.present(tx, after.id(), agent, now));
        noteAnswer(tx, before, after, now);
        moveAttempt(tx, before, step, said, now);
        tell(tx, actor, before, after, said.lines(), now);
        if (after.status().terminal() && !after.brief().envNames().isEmpty()) {
            envVars.erase(tx, after.id());
        }
        Runnable picture = queue.picture(tx, after);
        moveMoney(tx, before, step);
        tx.afterCommit(picture);
        return after;
    }

    /** A job that has just been posted. */
    void begin(Tx tx, Caller actor, Job job, Instant now) {
        log.append(tx, status(job, now), now);
        tx.record(event(actor, job, now));
        tx.afterCommit(queue.picture(tx, job));
    }

    private void moveAttempt(Tx tx, Job before, Step step, Said said, Instant now) {
        Job after = step.job();
        Job.Work begun = after.work();
        if (after.attempts() > before.attempts() && begun != null) {
            attempts.start(tx, after, begun);
        }
        Job.Work done = before.work();
        Outcome how = step.ended();
        if (how != null && done != null && how != Outcome.SUBMITTED) {
            attempts.end(tx, done.attemptId(), how, said, now);
            if (how != Outcome.CANCELLED) {
                sides.settled(tx, before, done, how, now);
            }
        }
    }

    /** How the agent that looked at the job answered; that its sender took it back is no answer. */
    private void noteAnswer(Tx tx, Job before, Job after, Instant now) {
        Job.Hold hold = before.stage().hold();
        if (hold == null || after.status() == Status.CANCELLED) {
            return;
        }
        String refused = now.isBefore(hold.expires()) ? "rejected" : "lapsed";
        jobs.answered(tx, after.id(), hold.agentId(), after.status() == Status.ACCEPTED ? "accepted" : refused);
    }

    /** Last, since it locks the accounts until the transaction ends. */
    private void moveMoney(Tx tx, Job before, Step step) {
        Job job = step.job();
        int price = job.terms().priceCents();
        switch (step.money()) {
            case NONE -> {}
            case ESCROW ->
                ledger.post(
                        tx,
                        new Transfer(
                                "job:" + job.id() + ":pay",
                                "job",
                                job.id(),
                                List.of(new Move(wallet(job.senderId()), escrow(job.id()), ASSET, price))));
            case REFUND ->
                ledger.post(
                        tx,
                        new Transfer(
                                settleKey(job),
                                "refund",
                                job.id(),
                                List.of(new Move(escrow(job.id()), wallet(job.senderId()), ASSET, price))));
            case PAYOUT -> {
                Job.Work done = before.work();
                if (done == null) {
                    throw new IllegalStateException("Nobody to pay for " + job.id());
                }
                ledger.post(
                        tx,
                        new Transfer(
                                settleKey(job),
                                "payout",
                                job.id(),
                                List.of(
                                        new Move(
                                                escrow(job.id()),
                                                wallet(done.ownerId()),
                                                ASSET,
                                                job.terms().payoutCents()),
                                        new Move(
                                                escrow(job.id()),
                                                FEES,
                                                ASSET,
                                                job.terms().feeCents()))));
            }
        }
    }

    /** One key for payout and refund: the ledger lets one of them happen. */
    private static String settleKey(Job job) {
        return "job:" + job.id() + ":settle";
    }

    private void tell(Tx tx, Caller actor, Job before, Job after, List<JobLog.Line> said, Instant now) {
        List<JobLog.Line> lines = new ArrayList<>(said);
        int attempt = Math.max(before.attempts(), after.attempts());
        if (before.status() != after.status()) {
            lines.add(status(after, now));
        } else if (after.cancelAsked() && !before.cancelAsked()) {
            Map<String, Object> wish =
                    Map.of("level", "info", "message", "The sender wants this job ended at the next failure");
            lines.add(new JobLog.Line(after.id(), attempt, "log", wish));
        }
        if (after.status().terminal()) {
            Map<String, Object> end = Map.of("status", after.status().word());
            lines.add(new JobLog.Line(after.id(), attempt, "end", end));
        }
        log.append(tx, lines, now);
        tx.record(event(actor, after, now));
    }

    private static JobLog.Line status(Job job, Instant now) {
        return new JobLog.Line(
                job.id(),
                job.attempts(),
                "status",
                Map.of("status", job.status().word(), "attempt_count", job.attempts(), "at", now.toString()));
    }

    private Event event(Caller actor, Job job, Instant now) {
        Map<String, Object> fact = new LinkedHashMap<>();
        fact.put("id", job.id());
        fact.put("status", job.status().word());
        fact.put("sender", job.senderId());
        fact.put("price_cents", job.terms().priceCents());
        fact.put("attempt_count", job.attempts());
        fact.put("cancellation_requested", job.cancelAsked());
        Job.Work work = job.work();
        if (work != null) {
            fact.put("receiver", work.ownerId());
            fact.put("receiver_agent_id", work.agentId());
        }
        if (job.reason() != null) {
            fact.put("reason", job.reason());
        }
        Event plain = Event.of(ids.next("evt"), actor, "job." + job.status().word(), job.id(), Json.text(fact), now);
        return new Event(
                plain.id(),
                plain.tenantId(),
                plain.type(),
                plain.resourceType(),
                plain.resourceId(),
                null,
                actor,
                (int) job.version(),
                null,
                plain.after(),
                List.of("status"),
                now);
    }
}
