package heddle.market.verify;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.http.RateLimits;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.market.verify.Delivery.Attached;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Verification on its own: of anything against anything, or of work against a job's plan before it is submitted. */
final class Rehearsals {
    private static final int PER_MINUTE = 10;
    private static final int PER_ATTEMPT = 5;
    private static final int MAX_OUTPUT = 1 << 20;
    private static final int MAX_PROMPT = 100_000;
    private static final Duration KEPT = Duration.ofHours(24);
    private static final Duration TRIES_KEPT = Duration.ofDays(7);

    /** What was asked, checked and let in. */
    record Asked(String id, Plan plan, Delivery delivery, long priceCents) {}

    private final Db db;
    private final Ids ids;
    private final InstantSource time;
    private final RateLimits limits;
    private final Verification verification;
    private final Plans plans;
    private final DeliveredFiles uploads;
    private final RehearsalStore store = new RehearsalStore();
    private final TryStore tries = new TryStore();

    Rehearsals(
            Db db,
            Ids ids,
            InstantSource time,
            RateLimits limits,
            Verification verification,
            Plans plans,
            DeliveredFiles uploads) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.limits = limits;
        this.verification = verification;
        this.plans = plans;
        this.uploads = uploads;
    }

    /**
     * Checks a request and counts it.
     *
     * @throws Problem 400 with all faults, 404 for a job that is not the caller's to see, 429 past a limit
     */
    Asked ask(Caller caller, VerifyJson.Request wanted) {
        limits.take("verify", account(caller), PER_MINUTE);
        List<Fault> faults = new ArrayList<>();
        RehearsalFiles files = RehearsalFiles.read(wanted.attachments(), faults);
        String output = output(wanted, files, faults);
        String prompt = prompt(wanted, faults);
        Plan own = wanted.jobId() == null ? plan(wanted, faults) : null;
        if (wanted.jobId() != null && (given(wanted.criteria()) || given(wanted.verifiers()))) {
            faults.add(new Fault("job_id", "conflict", "A job brings its own criteria; send job_id or those"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        String id = ids.next("ver");
        return db.tx(caller, tx -> {
            Instant now = time.instant();
            List<Attached> found = files.found(tx, uploads, account(caller));
            if (own != null || wanted.jobId() == null) {
                store.begin(tx, id, account(caller), null, null, now);
                return new Asked(id, java.util.Objects.requireNonNull(own), new Delivery(prompt, output, found), 0);
            }
            Plans.Frozen job = plans.of(tx, caller, wanted.jobId()).orElseThrow(Problem::notFound);
            if (store.countAlone(tx, account(caller), wanted.jobId(), job.attempt()) >= PER_ATTEMPT) {
                throw Problem.tooMany(
                        "An attempt has " + PER_ATTEMPT + " rehearsals; submit the work", KEPT.toSeconds());
            }
            store.begin(tx, id, account(caller), wanted.jobId(), job.attempt(), now);
            return new Asked(id, job.plan(), new Delivery(job.prompt(), output, found), job.priceCents());
        });
    }

    /** Verifies; no transaction may be open. */
    VerifyJson.Result run(Caller caller, Asked asked, Progress progress) {
        Verdict verdict = verification.run(asked.plan(), asked.delivery(), asked.priceCents(), progress);
        VerifyJson.Result result = VerifyJson.of(asked.id(), verdict);
        db.tx(caller, tx -> {
            store.end(tx, asked.id(), Json.text(result));
            return true;
        });
        return result;
    }

    /** A result of the last day, as JSON text. */
    String find(Caller caller, String id) {
        return db.tx(
                        caller,
                        tx -> store.find(tx, account(caller), id, time.instant().minus(KEPT)))
                .orElseThrow(Problem::notFound);
    }

    /** Deletes results of more than a day, and how often nobody could tell of attempts that are long decided. */
    void forgetOld() {
        db.systemTx("verifications of all realms grow old alike", tx -> {
            store.forget(tx, time.instant().minus(KEPT));
            tries.forget(tx, time.instant().minus(TRIES_KEPT));
            return true;
        });
    }

    private Plan plan(VerifyJson.Request wanted, List<Fault> faults) {
        PlanReader reader = new PlanReader(faults);
        Plan plan = new Plan(
                reader.criteria("criteria", wanted.criteria()),
                reader.verifiers("verifiers", wanted.verifiers()),
                wanted.threshold() == null ? Plan.THRESHOLD : wanted.threshold());
        if (!given(wanted.criteria()) && !given(wanted.verifiers())) {
            faults.add(new Fault("criteria", "required", "Send criteria, verifiers or a job_id"));
        } else if (plan.criteria().isEmpty() && plan.verifiers().isEmpty() && faults.isEmpty()) {
            faults.add(new Fault("criteria", "required", "Send at least one criterion or verifier"));
        }
        faults.addAll(verification.faults("verifiers", plan));
        return plan;
    }

    private static String output(VerifyJson.Request wanted, RehearsalFiles files, List<Fault> faults) {
        String output = wanted.output() == null ? "" : wanted.output();
        if (output.isEmpty() && files.isEmpty()) {
            faults.add(new Fault("output", "required", "Send the output that is to be verified"));
        }
        if (output.length() > MAX_OUTPUT) {
            faults.add(new Fault("output", "too_long", "output may have " + MAX_OUTPUT + " characters at most"));
        }
        return output;
    }

    private static String prompt(VerifyJson.Request wanted, List<Fault> faults) {
        String prompt = wanted.prompt() == null ? "" : wanted.prompt();
        if (prompt.length() > MAX_PROMPT) {
            faults.add(new Fault("prompt", "too_long", "prompt may have " + MAX_PROMPT + " characters at most"));
        }
        return prompt;
    }

    private static boolean given(@Nullable JsonNode node) {
        return node != null && !node.isNull() && !node.isMissingNode();
    }

    private static String account(Caller caller) {
        String user = caller.userId();
        return user == null ? caller.id() : user;
    }
}
