package heddle.market.job;

import heddle.contracts.Agents;
import heddle.contracts.Ledger;
import heddle.contracts.Notices;
import heddle.kernel.Kernel;
import heddle.kernel.db.Tx;
import heddle.kernel.http.Routes;
import heddle.market.joblog.JobLog;
import heddle.market.verify.Delivery.Attached;
import heddle.market.verify.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The room of jobs: makes its parts and offers what the other rooms of the Market ask of it. */
public final class JobRoom {
    private static final Duration RING = Duration.ofSeconds(1);
    private static final Duration REMIND = Duration.ofMinutes(10);

    /**
     * What the room needs of the others.
     *
     * @param origin where people reach this server
     * @param ownJobs whether agents may take jobs of their own owner
     */
    public record Needs(
            Ledger ledger,
            Agents agents,
            Notices notices,
            PlanRules plans,
            Files files,
            JobLog log,
            Sides sides,
            Supplier<String> origin,
            boolean ownJobs) {}

    /** Uploaded files. */
    public interface Files {
        Optional<Attached> find(Tx tx, String ownerId, String uploadId);

        /** A link that holds for a while; null where there is no such file any more. */
        @Nullable
        String link(String uploadId);
    }

    private final Kernel kernel;
    private final JobQueue queue;
    private final JobStore store;
    private final JobViews views;
    private final Deliveries deliveries;
    private final Jobs jobs;
    private final JobRoutes jobRoutes;
    private final OfferRoutes offerRoutes;
    private final Timers timers;
    private final Reminders reminders;
    private final Seekers seekers;

    public JobRoom(Kernel kernel, Needs needs) {
        this.kernel = kernel;
        this.store = new JobStore();
        this.queue = new JobQueue(kernel.db(), kernel.time());
        AttemptStore attempts = new AttemptStore();
        EnvVars envVars = new EnvVars(kernel.secrets());
        this.views = new JobViews(attempts, envVars, needs.files()::link);
        Transitions transitions = new Transitions(
                store, attempts, envVars, needs.ledger(), needs.log(), queue, needs.sides(), kernel.ids());
        Parts parts = new Parts(
                kernel.db(),
                store,
                attempts,
                envVars,
                new Quotes(kernel.secrets(), needs.plans()),
                transitions,
                views,
                queue,
                needs.ledger(),
                needs.agents(),
                needs.sides(),
                kernel.ids(),
                kernel.time());
        Commands commands = new Commands(parts);
        this.deliveries = new Deliveries(parts, needs.log(), commands);
        this.seekers = new Seekers(needs.sides(), needs.ownJobs());
        Offers offers = new Offers(parts, seekers, commands);
        Pulls pulls = new Pulls(parts, seekers);
        RunRules.Uploads uploads = needs.files()::find;
        this.jobs = new Jobs(parts, needs.plans(), uploads);
        this.jobRoutes = new JobRoutes(jobs);
        this.offerRoutes =
                new OfferRoutes(pulls, offers, deliveries, kernel.db(), needs.plans(), uploads, kernel.time());
        this.timers = new Timers(parts);
        this.reminders = new Reminders(parts, needs.notices(), needs.origin());
    }

    public void routes(Routes routes) {
        jobRoutes.declare(routes);
        offerRoutes.declare(routes);
    }

    public void work() {
        kernel.work().every("market.reminders", REMIND, reminders::remind);
    }

    /** Begins to listen and to ring timers. */
    public void start() {
        queue.start(kernel.tail());
        kernel.ticker().every(RING, timers::ringAll);
    }

    /** What senders do. */
    public Jobs jobs() {
        return jobs;
    }

    public Deliveries deliveries() {
        return deliveries;
    }

    /** Rings every timer that is due, for whoever cannot wait a second. */
    public void ringTimers() {
        timers.ringAll();
    }

    /** The best open jobs for an agent, best first, with how well each fits. */
    public Map<String, Double> fits(Tx tx, Agents.Agent agent, int limit) {
        Map<String, Double> out = new LinkedHashMap<>();
        queue.openings()
                .best(seekers.of(tx, agent, null), kernel.time().instant(), limit)
                .forEach(m -> out.put(m.opening().jobId(), Math.round(m.score().value() * 100) / 100.0));
        return out;
    }

    /**
     * Which attempts of a job an account may follow: all as its sender, its own as a worker.
     *
     * @return empty where the job is none of its affairs or there is none
     */
    public Optional<Access> access(Tx tx, String accountId, String jobId) {
        return store.find(tx, jobId)
                .flatMap(job -> views.side(tx, job, accountId)
                        .map(side -> new Access(
                                side == JobViews.Side.SENDER,
                                views.attempts(tx, job, accountId).stream()
                                        .map(JobJson.AttemptView::n)
                                        .toList(),
                                job.status(),
                                job.attempts(),
                                job.times().updated())));
    }

    /**
     * @param attempts numbers of the account's own attempts, or of all for a sender
     * @param attempt the number of the newest attempt
     * @param since when the job was changed last
     */
    public record Access(boolean all, List<Integer> attempts, Status status, int attempt, Instant since) {}

    /** How a job will be judged, for whoever sees it. */
    public Optional<Judging> judging(Tx tx, String accountId, String jobId) {
        return store.find(tx, jobId)
                .filter(job -> views.side(tx, job, accountId).isPresent())
                .map(job -> new Judging(
                        job.brief().plan(),
                        job.brief().prompt(),
                        job.attempts(),
                        job.terms().priceCents()));
    }

    /** @param attempt the number of the newest attempt */
    public record Judging(Plan plan, String prompt, int attempt, int priceCents) {}
}
