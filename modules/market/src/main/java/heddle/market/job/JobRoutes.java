package heddle.market.job;

import static heddle.kernel.access.Permission.MARKET_READ;
import static heddle.kernel.access.Permission.MARKET_SPEND;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The routes of senders. */
final class JobRoutes {
    static final String GROUP = "Market Jobs";
    private static final int PAGE = 50;
    private static final int MOST = 100;
    private static final Map<String, Set<Status>> PHASES = Map.of(
            "unpaid", EnumSet.of(Status.PENDING_PAYMENT),
            "open", EnumSet.of(Status.QUEUED, Status.HELD),
            "working", EnumSet.of(Status.ACCEPTED, Status.SUBMITTED),
            "done", EnumSet.of(Status.VERIFIED, Status.CANCELLED, Status.FAILED));

    private final Jobs jobs;

    JobRoutes(Jobs jobs) {
        this.jobs = jobs;
    }

    void declare(Routes routes) {
        routes.post("/api/jobs/run", MARKET_SPEND)
                .group(GROUP)
                .summary("Create a job: a quote first, the job once confirmed")
                .takes(JobJson.Run.class)
                .gives(201, JobJson.View.class)
                .also(200, JobJson.QuoteView.class)
                .also(402, JobJson.PaymentRequired.class)
                .toPrepared("Jobs.post", this::run);
        routes.get("/api/jobs", MARKET_READ)
                .group(GROUP)
                .summary("List your jobs")
                .query("status", "string", "One status or several with commas")
                .query("phase", "string", "unpaid, open, working or done")
                .query("role", "string", "sender (default), receiver or any")
                .query("q", "string", "Part of title or prompt")
                .query("since", "string", "Created at this time or later")
                .query("limit", "integer", "1 to 100, 50 by default")
                .query("cursor", "string", "X-Next-Cursor of the page before")
                .query("envelope", "integer", "1 puts the array into {data, next_cursor}")
                .givesList(JobJson.View.class)
                .to("Jobs.list", this::list);
        routes.get("/api/jobs/{id}", MARKET_READ)
                .group(GROUP)
                .summary("Get a job")
                .gives(200, JobJson.View.class)
                .to("Jobs.get", this::get);
        routes.get("/api/jobs/{id}/attempts", MARKET_READ)
                .group(GROUP)
                .summary("List the attempts at a job")
                .givesList(JobJson.AttemptView.class)
                .to("Jobs.attempts", in -> Reply.ok(jobs.attempts(in.caller(), in.path("id"))));
        routes.post("/api/jobs/{id}/pay", MARKET_SPEND)
                .group(GROUP)
                .summary("Pay for a pending job")
                .gives(200, JobJson.View.class)
                .also(402, JobJson.PaymentRequired.class)
                .toPrepared("Jobs.pay", in -> {
                    Supplier<Jobs.Payment> payment = jobs.paying(in.caller(), in.path("id"));
                    return () -> answer(payment.get(), 200);
                });
        routes.post("/api/jobs/{id}/cancel", MARKET_SPEND)
                .group(GROUP)
                .summary("Cancel a job")
                .takes(JobJson.Cancel.class)
                .gives(200, JobJson.View.class)
                .to(
                        "Jobs.cancel",
                        in -> Reply.ok(jobs.cancel(
                                in.caller(),
                                in.path("id"),
                                in.body(JobJson.Cancel.class).reason())));
    }

    private Supplier<Reply> run(Request in) {
        Caller caller = in.caller();
        JobJson.Run wanted = in.body(JobJson.Run.class);
        if (!wanted.confirmed()) {
            return () -> Reply.ok(jobs.quote(caller, wanted));
        }
        Supplier<Jobs.Payment> payment = jobs.posting(caller, wanted);
        return () -> answer(payment.get(), 201);
    }

    /** The job exists either way, so a short wallet is an answer and no refusal that would undo it. */
    private static Reply answer(Jobs.Payment payment, int status) {
        if (payment.missing() == 0) {
            return Reply.of(status, payment.view()).etag(payment.view().version());
        }
        int price = payment.view().priceCents();
        return Reply.of(
                402,
                new JobJson.PaymentRequired(
                        "Your wallet lacks " + payment.missing() + " cents; top up, then pay "
                                + payment.view().id(),
                        "INSUFFICIENT_BALANCE",
                        true,
                        price,
                        payment.available(),
                        payment.view().id(),
                        Map.of("required", price, "available", payment.available()),
                        payment.view()));
    }

    private Reply get(Request in) {
        JobJson.View view = jobs.get(in.caller(), in.path("id"));
        return Reply.ok(view).etag(view.version());
    }

    private Reply list(Request in) {
        int limit = in.limit(PAGE, MOST);
        JobFilter filter = new JobFilter(
                Members.account(in.caller()),
                role(in.query("role")),
                statuses(in),
                in.query("q"),
                since(in.query("since")),
                Jobs.after(in.query("cursor")));
        return jobs.list(in.caller(), filter, limit).reply(in, "/api/jobs");
    }

    private static String role(@Nullable String wanted) {
        if (wanted == null) {
            return "sender";
        }
        if (!Set.of("sender", "receiver", "any").contains(wanted)) {
            throw Problem.invalid("role", "invalid_value", "role is sender, receiver or any");
        }
        return wanted;
    }

    private static List<String> statuses(Request in) {
        String wanted = in.query("status");
        String phase = in.query("phase");
        if (phase != null) {
            Set<Status> statuses = PHASES.get(phase);
            if (statuses == null) {
                throw Problem.invalid("phase", "invalid_value", "phase is unpaid, open, working or done");
            }
            return statuses.stream().map(Status::word).toList();
        }
        if (wanted == null) {
            return List.of();
        }
        List<String> words = Arrays.stream(wanted.split(",")).map(String::strip).toList();
        List<Fault> faults = words.stream()
                .filter(w -> Status.of(w).isEmpty())
                .map(w -> new Fault("status", "invalid_value", "There is no status " + w))
                .toList();
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return words;
    }

    private static @Nullable Instant since(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("since", "invalid_value", "since is a time such as 2026-11-26T10:00:00Z");
        }
    }
}
