package heddle.client;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands of those who have work to give. */
final class SenderCommands {
    private static final int PAYMENT_REQUIRED = 402;

    private SenderCommands() {}

    @Command(name = "run", description = "Post a job: shows the quote and asks before anything is paid")
    static final class Run extends ClientCommand {
        @Parameters(paramLabel = "PROMPT", description = "What is to be done")
        private String prompt = "";

        @Option(names = "--price", paramLabel = "CENTS", description = "What it is worth; estimated where absent")
        private @Nullable Integer price;

        @Option(
                names = "--time-limit",
                paramLabel = "SECONDS",
                description = "Time from accepting; estimated where absent")
        private @Nullable Integer timeLimit;

        @Option(names = "--criterion", description = "Something the work must meet; may be given again")
        private List<String> criteria = new ArrayList<>();

        @Option(names = "--verifiers", paramLabel = "FILE", description = "A JSON array of verifiers that decide alone")
        private @Nullable Path verifiers;

        @Option(names = "--tag", description = "May be given again")
        private List<String> tags = new ArrayList<>();

        @Mixin
        private Options.Attachments files = new Options.Attachments();

        @Option(names = "--env", paramLabel = "NAME=VALUE", description = "A secret for the worker; may be given again")
        private Map<String, String> env = new LinkedHashMap<>();

        @Option(names = "-y", description = "Do not ask")
        private boolean yes;

        @Override
        int run(Session session) {
            ObjectNode wanted = wanted(session);
            if (!yes) {
                JsonNode quote = session.server().post("/api/jobs/run", wanted);
                if (!agreed(session, quote)) {
                    throw Failure.refused("NOT_CONFIRMED", "Nothing was posted");
                }
                wanted.put("quote_id", Json.text(quote, "quote_id", ""));
            }
            Server.Answer answer = session.server().ask("/api/jobs/run", wanted.put("confirmed", true));
            if (answer.status() == PAYMENT_REQUIRED) {
                session.memory().job(Json.text(answer.json(), "id", ""));
                session.printer().data(answer.json());
                throw Server.refusal(answer);
            }
            JsonNode job = Server.required(answer);
            session.memory().job(Json.text(job, "id", ""));
            return JobText.told(session, job);
        }

        private ObjectNode wanted(Session session) {
            ObjectNode wanted = Json.object().put("prompt", prompt);
            if (price != null) {
                wanted.put("price_cents", price);
            }
            if (timeLimit != null) {
                wanted.put("time_limit_seconds", timeLimit);
            }
            criteria.forEach(c -> wanted.withArray("criteria").add(c));
            tags.forEach(t -> wanted.withArray("tags").add(t));
            env.forEach((name, value) -> wanted.withObject("envVars").put(name, value));
            files.addTo(wanted, session);
            if (verifiers != null) {
                JsonNode read = Json.parse(Options.bytes(session, verifiers));
                if (read == null) {
                    throw Failure.usage(verifiers + " is not JSON");
                }
                wanted.set("verifiers", read);
            }
            return wanted;
        }

        private static boolean agreed(Session session, JsonNode quote) {
            Printer out = session.printer();
            long price = quote.path("estimated_price_cents").asLong(0);
            out.note(Json.text(quote, "title", ""));
            quote.path("acceptance_criteria")
                    .forEach(c -> out.note("  - " + Json.text(c, "text", Json.text(c, "kind", ""))));
            out.note("Price " + Printer.dollars(price) + ", of which the worker gets "
                    + Printer.dollars(quote.path("worker_payout_cents").asLong(0)) + "; time limit "
                    + quote.path("estimated_time_limit_seconds").asLong(0) + " s; your balance "
                    + Printer.dollars(quote.path("balance_cents").asLong(0)));
            out.note("Post this job for " + Printer.dollars(price) + "? [y/N]");
            try {
                String line = session.around().in().readLine();
                return line != null && line.strip().matches("(?i)y|yes");
            } catch (IOException e) {
                return false;
            }
        }
    }

    @Command(name = "jobs", description = "List your jobs, newest first")
    static final class Jobs extends ClientCommand {
        @Option(
                names = {"-s", "--status"},
                description = "One status or several with commas")
        private @Nullable String status;

        @Option(names = "--role", defaultValue = "sender", description = "sender, receiver or any (${DEFAULT-VALUE})")
        private String role = "sender";

        @Mixin
        private Options.Limit limit = new Options.Limit();

        @Override
        int run(Session session) {
            String path = "/api/jobs?limit=" + limit + "&role=" + Server.encoded(role)
                    + (status == null ? "" : "&status=" + Server.encoded(status));
            JsonNode in = session.server().get(path);
            session.printer()
                    .table(
                            List.of("ID", "STATUS", "PRICE", "TITLE"),
                            in.valueStream().map(JobText::row).toList());
            session.printer().data(in);
            return DONE;
        }
    }

    @Command(name = "pay", description = "Pay for a job that waits for it")
    static final class Pay extends JobCommand {
        @Override
        int run(Session session) {
            return JobText.told(session, session.server().post(session.path(job(session), "/pay"), null));
        }
    }

    @Command(name = "cancel", description = "Cancel a job; one that is being worked on ends at its next failure")
    static final class Cancel extends JobCommand {
        @Mixin
        private Options.Reason reason = new Options.Reason();

        @Override
        int run(Session session) {
            return JobText.told(session, session.server().post(session.path(job(session), "/cancel"), reason.body()));
        }
    }

    @Command(name = "logs", description = "Follow what happens to a job, as it happens")
    static final class Logs extends JobCommand {
        @Override
        int run(Session session) {
            new Follower(session, job(session)).follow((type, data) -> {
                session.printer().say(JobText.event(type, data));
                session.printer().event(Json.object().put("event", type).set("data", data));
                return true;
            });
            return DONE;
        }
    }

    @Command(
            name = "wait",
            description = "Wait until a job ends, or for its worker until the attempt does; fails unless it passed")
    static final class Wait extends JobCommand {
        @Override
        int run(Session session) {
            String jobId = job(session);
            JsonNode before = session.server().get(session.path(jobId, ""));
            boolean sender = Json.text(before, "sender", "").equals(session.self());
            List<String> seen = new ArrayList<>();
            try (Spinner spinner = new Spinner(session.around(), Json.text(before, "status", ""))) {
                new Follower(session, jobId).follow((type, data) -> {
                    spinner.clear();
                    if (!session.printer().json() && !type.equals("status")) {
                        session.printer().note(JobText.event(type, data));
                    }
                    if (type.equals("status")) {
                        String status = Json.text(data, "status", "");
                        spinner.text(status);
                        boolean back = seen.contains("submitted") && status.equals("queued");
                        seen.add(status);
                        return sender || !back;
                    }
                    return true;
                });
            }
            JsonNode job = session.server().get(session.path(jobId, ""));
            JobText.told(session, job);
            String output = Json.text(job, "output_text", "");
            if (sender && !output.isEmpty()) {
                session.printer().say("");
                session.printer().text(output);
            }
            return Json.text(job, "status", "").equals("verified") ? DONE : Failure.REFUSED;
        }
    }
}
