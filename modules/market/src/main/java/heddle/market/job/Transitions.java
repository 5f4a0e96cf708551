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
import java.util.Optional;

/** Carries a {@link Step} out: row, attempt, money, log, event and queue change together or not at all. */
final class Transitions {
    static final String ASSET = "USD/2";
    private static final String FEES = "platform:fees";

    private final JobStore jobs;
    private final AttemptStore attempts;
    private final AbandonmentStore abandonments = new AbandonmentStore();
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
        apply(tx, List.of(new TakenStep(actor, before, step, said)), now);
        return step.moves(before) ? step.job() : before;
    }

    /** Takes steps of several jobs; of one job in their order. What is written of one kind is written together. */
    void apply(Tx tx, List<TakenStep> taken, Instant now) {
        List<TakenStep> steps = taken.stream().filter(TakenStep::moves).toList();
        if (steps.isEmpty()) {
            return;
        }
        List<Sides.Ended> ended = steps.stream().flatMap(s -> ended(s).stream()).toList();
        if (!ended.isEmpty()) {
            sides.settled(tx, ended, now);
            noteAbandoned(tx, ended, now);
        }
        steps.forEach(s -> jobs.save(tx, s.after()));
        steps.forEach(s -> s.after().presentedTo().stream()
                .skip(s.before().presentedTo().size())
                .forEach(agent -> jobs.present(tx, s.after().id(), agent, now)));
        steps.forEach(s -> noteAnswer(tx, s.before(), s.after(), now));
        steps.forEach(s -> startAttempt(tx, s));
        steps.forEach(s -> endAttempt(tx, s, now));
        steps.forEach(s -> log.append(tx, lines(s, now), now));
        tx.record(steps.stream().map(s -> event(s.actor(), s.after(), now)).toList());
        steps.stream()
                .filter(s -> s.after().status().terminal()
                        && !s.after().brief().envNames().isEmpty())
                .forEach(s -> envVars.erase(tx, s.after().id()));
        // Last, since it locks the accounts until the transaction ends.
        List<Transfer> transfers =
                steps.stream().flatMap(s -> transfer(s).stream()).toList();
        if (!transfers.isEmpty()) {
            ledger.post(tx, transfers);
        }
        steps.forEach(s -> tx.afterCommit(queue.picture(s.after())));
    }

    /** A job that has just been posted. */
    void begin(Tx tx, Caller actor, Job job, Instant now) {
        log.append(tx, status(job, now), now);
        tx.record(event(actor, job, now));
        tx.afterCommit(queue.picture(job));
    }

    private void startAttempt(Tx tx, TakenStep step) {
        Job.Work begun = step.after().work();
        if (step.after().attempts() > step.before().attempts() && begun != null) {
            attempts.start(tx, step.after(), begun);
        }
    }

    private void endAttempt(Tx tx, TakenStep step, Instant now) {
        Job.Work done = step.before().work();
        Outcome how = step.step().ended();
        if (how != null && done != null && how != Outcome.SUBMITTED) {
            attempts.end(tx, done.attemptId(), how, step.said(), now);
        }
    }

    /** A job that its sender wants ended may be left. */
    private void noteAbandoned(Tx tx, List<Sides.Ended> ended, Instant now) {
        ended.stream()
                .filter(e -> (e.outcome() == Outcome.GAVE_UP || e.outcome() == Outcome.TIMED_OUT)
                        && !e.job().cancelAsked())
                .map(e -> e.work().ownerId())
                .sorted()
                .forEach(owner -> abandonments.add(tx, owner, now));
        List<String> finished = ended.stream()
                .filter(e -> e.outcome() == Outcome.PASSED || e.outcome() == Outcome.FAILED_VERIFICATION)
                .map(e -> e.work().ownerId())
                .distinct()
                .sorted()
                .toList();
        if (!finished.isEmpty()) {
            abandonments.forgive(tx, finished);
        }
    }

    /** The attempt that ends by this, where that says something about its worker. */
    private static Optional<Sides.Ended> ended(TakenStep step) {
        Job.Work done = step.before().work();
        Outcome how = step.step().ended();
        return how == null || done == null || how == Outcome.SUBMITTED || how == Outcome.CANCELLED
                ? Optional.empty()
                : Optional.of(new Sides.Ended(step.before(), done, how));
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

    private static Optional<Transfer> transfer(TakenStep taken) {
        Job job = taken.after();
        String escrow = escrow(job.id());
        String sender = wallet(job.senderId());
        int price = job.terms().priceCents();
        return switch (taken.step().money()) {
            case NONE -> Optional.empty();
            case ESCROW ->
                Optional.of(new Transfer(
                        "job:" + job.id() + ":pay", "job", job.id(), List.of(new Move(sender, escrow, ASSET, price))));
            case REFUND ->
                Optional.of(new Transfer(
                        settleKey(job), "refund", job.id(), List.of(new Move(escrow, sender, ASSET, price))));
            case PAYOUT -> {
                Job.Work done = taken.before().work();
                if (done == null) {
                    throw new IllegalStateException("Nobody to pay for " + job.id());
                }
                List<Move> moves = List.of(
                        new Move(
                                escrow,
                                wallet(done.ownerId()),
                                ASSET,
                                job.terms().payoutCents()),
                        new Move(escrow, FEES, ASSET, job.terms().feeCents()));
                yield Optional.of(new Transfer(settleKey(job), "payout", job.id(), moves));
            }
        };
    }

    /** One key for payout and refund: the ledger lets one of them happen. */
    private static String settleKey(Job job) {
        return "job:" + job.id() + ":settle";
    }

    private static List<JobLog.Line> lines(TakenStep step, Instant now) {
        Job before = step.before();
        Job after = step.after();
        List<JobLog.Line> lines = new ArrayList<>(step.said().lines());
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
        return lines;
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
