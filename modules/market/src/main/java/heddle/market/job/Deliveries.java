package heddle.market.job;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.job.Command.Decided;
import heddle.market.joblog.JobLog;
import heddle.market.verify.Delivery;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Submissions.Submitted;
import heddle.market.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a worker does with an accepted job, and what comes of it. */
public final class Deliveries {
    private static final int LONGEST_OUTPUT = 1 << 20;

    private final Db db;
    private final JobStore store;
    private final AttemptStore attempts;
    private final EnvVars envVars;
    private final Commands commands;
    private final JobViews views;
    private final JobLog log;
    private final Sides sides;
    private final InstantSource time;

    Deliveries(Parts parts, JobLog log, Commands commands) {
        this.db = parts.db();
        this.store = parts.store();
        this.attempts = parts.attempts();
        this.envVars = parts.envVars();
        this.commands = commands;
        this.views = parts.views();
        this.log = log;
        this.sides = parts.sides();
        this.time = parts.time();
    }

    /**
     * @param arrived when the request arrived
     */
    JobJson.View submit(Caller caller, String id, JobJson.Submit wanted, List<Attached> files, Instant arrived) {
        String account = Members.account(caller);
        return commands.run(caller, id, JobViews.Side.WORKER, (tx, job, now) -> {
            views.require(tx, job, account);
            if (submittedAlready(tx, job, account, wanted.text(), files)) {
                return Decided.nothing(job);
            }
            Step step = job.submit(account, wanted.attemptId(), arrived, now);
            checkOutput(wanted.text(), files);
            checkSecrets(tx, job, wanted.text());
            attempts.deliver(tx, attempt(job), wanted.text(), files, now);
            sides.submitted(tx, submitted(step.job(), job.attempts(), wanted.text(), files, false));
            return Decided.of(step);
        });
    }

    private void checkSecrets(Tx tx, Job job, String output) {
        if (job.brief().envNames().isEmpty()) {
            return;
        }
        EnvVars.leaked(envVars.read(tx, job.id()), output).ifPresent(name -> {
            throw Problem.badRequest(
                    "SECRET_LEAK", "The output holds the value of " + name + "; remove it and submit again");
        });
    }

    private boolean submittedAlready(Tx tx, Job job, String account, String text, List<Attached> files) {
        Job.Work work = job.work();
        if (job.status() != Status.SUBMITTED || work == null || !work.ownerId().equals(account)) {
            return false;
        }
        return attempts.find(tx, work.attemptId())
                .filter(a -> text.equals(a.output()) && files.equals(a.attachments()))
                .isPresent();
    }

    private static void checkOutput(String text, List<Attached> files) {
        if (text.isBlank() && files.isEmpty()) {
            throw Problem.invalid("output", "required", "Give an output or at least one attachment");
        }
        if (text.length() > LONGEST_OUTPUT) {
            throw Problem.invalid("output", "too_long", "An output has at most 1 MiB; attach longer ones as files");
        }
    }

    private static String attempt(Job job) {
        Job.Work work = job.work();
        if (work == null) {
            throw new IllegalStateException("Nobody works on " + job.id());
        }
        return work.attemptId();
    }

    JobJson.GivenUp giveUp(Caller caller, String id, JobJson.Why why) {
        String account = Members.account(caller);
        JobJson.View view = commands.run(caller, id, JobViews.Side.FORMER, (tx, job, now) -> {
            views.require(tx, job, account);
            return new Decided(job.giveUp(account, why.attemptId(), now), Said.of(why.reason()));
        });
        return new JobJson.GivenUp(true, view.status(), view);
    }

    /** Tells the sender that the work goes on; the deadline stays. */
    JobJson.Beat heartbeat(Caller caller, String id, JobJson.Heartbeat beat) {
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            Job job = store.lock(tx, id).orElseThrow(Problem::notFound);
            Job.Work work = job.work();
            if (work == null || !work.ownerId().equals(Members.account(caller))) {
                throw Problem.notFound();
            }
            if (job.status() != Status.ACCEPTED) {
                throw Problem.badRequest("INVALID_STATE", "Only an accepted job has a heartbeat");
            }
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("level", "info");
            line.put("message", beat.note() == null ? "The worker goes on" : beat.note());
            if (beat.progress() != null) {
                line.put("progress", beat.progress());
            }
            log.append(tx, new JobLog.Line(id, job.attempts(), "log", line), now);
            return new JobJson.Beat(true, work.deadline(), job.cancelAsked());
        });
    }

    /** What is to be verified, where the job still waits for it. */
    public Optional<Submitted> submitted(String jobId) {
        return db.tx(
                system(),
                tx -> store.find(tx, jobId)
                        .filter(j -> j.status() == Status.SUBMITTED)
                        .flatMap(job -> attempts.find(tx, attempt(job))
                                .map(a -> submitted(
                                        job,
                                        a.n(),
                                        a.output() == null ? "" : a.output(),
                                        a.attachments(),
                                        a.verification() != null))));
    }

    private static Submitted submitted(Job job, int n, String output, List<Attached> files, boolean noted) {
        return new Submitted(
                job.id(),
                attempt(job),
                n,
                job.terms().priceCents(),
                job.brief().plan(),
                new Delivery(job.brief().prompt(), output, files),
                noted);
    }

    /** Submitted jobs without a verdict in time; each is given again only after a while. */
    public List<String> unjudged(int limit) {
        Instant now = time.instant();
        return db.tx(system(), tx -> store.takeUnjudged(tx, now, now.plus(Job.VERIFICATION), limit));
    }

    /** Looks for the verdict again only then. */
    public void postpone(String jobId, Duration pause) {
        Instant due = time.instant().plus(pause);
        db.tx(system(), tx -> {
            store.postpone(tx, jobId, due);
            return true;
        });
    }

    /**
     * Ends an attempt by a verdict that passed or failed. Nothing happens where the attempt is no longer the job's, so
     * that a verdict that comes twice or late pays nobody.
     *
     * @param verdict as it is kept and shown
     * @param counts told in the same transaction, before money moves, where the verdict counts; gives what followers are
     *     to read before it
     * @return whether this verdict counted
     */
    public boolean settle(
            Caller judge, String jobId, String attemptId, Verdict verdict, Function<Tx, List<JobLog.Line>> counts) {
        return commands.moves(judge, jobId, (tx, job, now) -> {
            boolean passed = verdict.outcome() == Verdict.Outcome.PASSED;
            Step step = job.verdict(attemptId, passed, now);
            if (!step.moves(job)) {
                return Decided.nothing(job);
            }
            List<JobLog.Line> lines = new ArrayList<>(counts.apply(tx));
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("passed", passed);
            line.put("score", verdict.score());
            line.put("reasoning", verdict.reasoning());
            lines.add(new JobLog.Line(jobId, job.attempts(), "verdict", line));
            return new Decided(step, new Said(null, lines, Json.text(verdict(verdict))));
        });
    }

    /** Nobody could judge: the sender is paid back and the worker keeps its record. */
    public boolean abandon(Caller judge, String jobId, String attemptId) {
        return commands.moves(
                judge,
                jobId,
                (tx, job, now) -> new Decided(job.unjudged(attemptId, now), Said.of("verification_unavailable")));
    }

    /** Notes where a verification stands that has no verdict yet. */
    public void note(String jobId, String attemptId, @Nullable Verdict verdict, String state) {
        Map<String, Object> kept = verdict == null ? new LinkedHashMap<>() : verdict(verdict);
        kept.put("state", state);
        db.tx(system(), tx -> {
            attempts.judged(tx, attemptId, Json.text(kept));
            return jobId;
        });
    }

    private static Map<String, Object> verdict(Verdict verdict) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("passed", verdict.outcome() == Verdict.Outcome.PASSED);
        out.put("score", verdict.score());
        out.put("reasoning", verdict.reasoning());
        out.put("checks", verdict.checks());
        out.put("judge", verdict.judge());
        out.put("criteria_hash", verdict.criteriaHash());
        out.put("output_sha256", verdict.outputSha256());
        out.put("duration_ms", verdict.durationMs());
        return out;
    }

    private static Caller system() {
        return Caller.system(Realm.PLATFORM, "verification");
    }
}
