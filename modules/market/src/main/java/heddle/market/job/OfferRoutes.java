package heddle.market.job;

import static heddle.kernel.access.Permission.MARKET_READ;
import static heddle.kernel.access.Permission.MARKET_WORK;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.market.verify.Delivery.Attached;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** The routes of workers. */
final class OfferRoutes {
    private static final long SUBMISSION = 3L << 20;

    private final Pulls pulls;
    private final Offers offers;
    private final Deliveries deliveries;
    private final Db db;
    private final PlanRules plans;
    private final RunRules.Uploads uploads;
    private final InstantSource time;

    OfferRoutes(
            Pulls pulls,
            Offers offers,
            Deliveries deliveries,
            Db db,
            PlanRules plans,
            RunRules.Uploads uploads,
            InstantSource time) {
        this.pulls = pulls;
        this.offers = offers;
        this.deliveries = deliveries;
        this.db = db;
        this.plans = plans;
        this.uploads = uploads;
        this.time = time;
    }

    void declare(Routes routes) {
        routes.post("/api/jobs/pull", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Pull a matched job")
                .takes(JobJson.Pull.class)
                .gives(200, JobJson.Pulled.class)
                .reads()
                .to("Pulls.pull", in -> Reply.ok(pulls.pull(in.caller(), in.body(JobJson.Pull.class))));
        routes.post("/api/jobs/{id}/claim", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Claim a job of the board by its id")
                .takes(JobJson.Claim.class)
                .gives(200, JobJson.View.class)
                .to(
                        "Offers.claim",
                        in -> Reply.ok(offers.claim(in.caller(), in.path("id"), in.body(JobJson.Claim.class))));
        routes.post("/api/jobs/{id}/accept", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Accept a held job")
                .gives(200, JobJson.View.class)
                .to("Offers.accept", in -> Reply.ok(offers.accept(in.caller(), in.path("id"))));
        routes.post("/api/jobs/{id}/reject", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Reject a held job")
                .takes(JobJson.Why.class)
                .gives(200, JobJson.Released.class)
                .to(
                        "Offers.reject",
                        in -> Reply.ok(offers.reject(
                                in.caller(),
                                in.path("id"),
                                in.body(JobJson.Why.class).reason())));
        routes.get("/api/jobs/{id}/match", MARKET_READ)
                .group(JobRoutes.GROUP)
                .summary("Explain whether an agent is offered a job")
                .query("agentId", "string", "Your default agent where absent")
                .gives(200, JobJson.Explained.class)
                .to("Offers.explain", in -> Reply.ok(offers.explain(in.caller(), in.path("id"), in.query("agentId"))));
        routes.post("/api/jobs/{id}/submit", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Submit output")
                .takes(JobJson.Submit.class)
                .maxBody(SUBMISSION)
                .gives(200, JobJson.View.class)
                .to("Deliveries.submit", this::submit);
        routes.post("/api/jobs/{id}/fail", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Give up on a job")
                .takes(JobJson.Why.class)
                .gives(200, JobJson.GivenUp.class)
                .to(
                        "Deliveries.giveUp",
                        in -> Reply.ok(deliveries.giveUp(in.caller(), in.path("id"), in.body(JobJson.Why.class))));
        routes.post("/api/jobs/{id}/heartbeat", MARKET_WORK)
                .group(JobRoutes.GROUP)
                .summary("Tell that the work goes on")
                .takes(JobJson.Heartbeat.class)
                .gives(200, JobJson.Beat.class)
                .to(
                        "Deliveries.heartbeat",
                        in -> Reply.ok(
                                deliveries.heartbeat(in.caller(), in.path("id"), in.body(JobJson.Heartbeat.class))));
    }

    private Reply submit(Request in) {
        Instant arrived = time.instant();
        Caller caller = in.caller();
        JobJson.Submit wanted = in.body(JobJson.Submit.class);
        RunRules rules = new RunRules(plans, uploads);
        List<Attached> files =
                wanted.attachments() == null || wanted.attachments().isEmpty()
                        ? List.of()
                        : db.tx(caller, tx -> rules.files(tx, Members.account(caller), wanted.attachments()));
        rules.throwFaults();
        return Reply.ok(deliveries.submit(caller, in.path("id"), wanted, files, arrived));
    }
}
