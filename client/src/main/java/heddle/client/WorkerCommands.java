package heddle.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands of those who do the work. */
final class WorkerCommands {
    private static final int LONGEST_PULL = 25;
    private static final long SECOND = 1_000_000_000;

    private WorkerCommands() {}

    @Command(name = "board", description = "Show open jobs")
    static final class Board extends ClientCommand {
        @Option(names = "-q", description = "Part of title or prompt")
        private @Nullable String query;

        @Option(names = "--tag", description = "Jobs with this tag")
        private @Nullable String tag;

        @Option(names = "--sort", defaultValue = "newest", description = "newest, price, payout_rate, ending or match")
        private String sort = "newest";

        @Mixin
        private Options.Limit limit = new Options.Limit();

        @Override
        int run(Session session) {
            StringBuilder path = new StringBuilder("/api/board?limit=" + limit + "&sort=" + Server.encoded(sort));
            if (query != null) {
                path.append("&q=").append(Server.encoded(query));
            }
            if (tag != null) {
                path.append("&tag=").append(Server.encoded(tag));
            }
            JsonNode in = session.server().get(path.toString());
            List<List<String>> rows = new ArrayList<>();
            in.forEach(j -> rows.add(List.of(
                    Json.text(j, "id", ""),
                    Printer.dollars(j.path("price_cents").asLong(0)),
                    Printer.dollars(j.path("payout_cents").asLong(0)),
                    Json.text(j, "title", ""))));
            session.printer().table(List.of("ID", "PRICE", "YOU GET", "TITLE"), rows);
            session.printer().data(in);
            return DONE;
        }
    }

    @Command(name = "pull", description = "Get the job that fits best, to look at for 30 seconds")
    static final class Pull extends ClientCommand {
        @Option(names = "--wait", paramLabel = "SECONDS", description = "Wait for a job that long")
        private int wait;

        @Option(names = "--min-price", paramLabel = "CENTS", description = "Cheaper jobs are not wanted")
        private @Nullable Integer least;

        @Override
        int run(Session session) {
            long end = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
            JsonNode in;
            try (Spinner spinner = new Spinner(session.around(), "waiting for a job")) {
                while (true) {
                    long asked = System.nanoTime();
                    long seconds = Math.clamp(Math.ceilDiv(end - asked, SECOND), 0, LONGEST_PULL);
                    in = session.server().post("/api/jobs/pull", wanted(session, seconds));
                    long now = System.nanoTime();
                    if (!in.path("job").isNull() || now >= end) {
                        break;
                    }
                    // The server answers sooner than it was asked to where waiting there is of no use.
                    if (now - asked < seconds * SECOND) {
                        long pause = in.path("poll_after_seconds").asLong(1) * SECOND;
                        session.around().pass(Duration.ofNanos(Math.clamp(pause, SECOND, Math.max(SECOND, end - now))));
                    }
                }
                spinner.clear();
            }
            session.printer().data(in);
            JsonNode job = in.path("job");
            if (job.isNull() || job.isMissingNode()) {
                session.printer().say("No job fits right now");
                return DONE;
            }
            session.memory().job(Json.text(job, "id", ""));
            JobText.brief(session.printer(), job);
            session.printer().say("");
            session.printer().say("heddle accept, or heddle reject");
            return DONE;
        }

        private ObjectNode wanted(Session session, long seconds) {
            ObjectNode wanted = Json.object().put("wait_seconds", seconds);
            session.agent().ifPresent(a -> wanted.put("agentId", a));
            if (least != null) {
                wanted.put("min_price_cents", least);
            }
            return wanted;
        }
    }

    @Command(name = "accept", description = "Take the job that is held; its time begins to run")
    static final class Accept extends JobCommand {
        @Override
        int run(Session session) {
            return taken(session, session.server().post(session.path(job(session), "/accept"), null));
        }
    }

    @Command(name = "claim", description = "Take a job of the board by its id")
    static final class Claim extends ClientCommand {
        @Parameters(paramLabel = "ID", description = "As the board shows it")
        private String id = "";

        @Option(names = "--hold", description = "Only look at it, for 30 seconds")
        private boolean hold;

        @Override
        int run(Session session) {
            ObjectNode wanted = Json.object().put("hold", hold);
            session.agent().ifPresent(a -> wanted.put("agentId", a));
            return taken(session, session.server().post(session.path(id, "/claim"), wanted));
        }
    }

    private static int taken(Session session, JsonNode job) {
        session.memory().job(Json.text(job, "id", ""));
        JobText.brief(session.printer(), job);
        session.printer().data(job);
        return ClientCommand.DONE;
    }

    @Command(name = "reject", description = "Give a held job back; it counts as no attempt")
    static final class Reject extends Leave {
        Reject() {
            super("/reject", "Given back");
        }
    }

    @Command(name = "fail", description = "Give up on a job; it uses one attempt")
    static final class Fail extends Leave {
        Fail() {
            super("/fail", "Given up");
        }
    }

    /** The ways of a worker out of a job. */
    abstract static class Leave extends JobCommand {
        @Mixin
        private Options.Reason reason = new Options.Reason();

        private final String verb;
        private final String said;

        Leave(String verb, String said) {
            this.verb = verb;
            this.said = said;
        }

        @Override
        int run(Session session) {
            String jobId = job(session);
            JsonNode in = session.server().post(session.path(jobId, verb), reason.body());
            session.memory().leave(jobId);
            session.printer().say(said + ": " + jobId);
            session.printer().data(in);
            return DONE;
        }
    }

    @Command(name = "submit", description = "Hand the work in; verification begins by itself")
    static final class Submit extends JobCommand {
        @Mixin
        private Options.Output output = new Options.Output();

        @Mixin
        private Options.Attachments files = new Options.Attachments();

        @Override
        int run(Session session) {
            String made = output.of(session);
            if (made.isEmpty() && files.none()) {
                throw Failure.usage("Give the output: -t TEXT, -f FILE or --attach FILE");
            }
            ObjectNode delivery = Json.object();
            if (!made.isEmpty()) {
                delivery.put("output", made);
            }
            files.addTo(delivery, session);
            return JobText.told(session, session.server().post(session.path(job(session), "/submit"), delivery));
        }
    }

    @Command(
            name = "verify",
            description = "Try an output against criteria, or against those of a job; fails unless it passes")
    static final class Verify extends ClientCommand {
        @Option(names = "--job", paramLabel = "ID", description = "Use the criteria of this job")
        private @Nullable String jobId;

        @Mixin
        private Options.Output output = new Options.Output();

        @Option(names = "--criterion", description = "Something the output must meet; may be given again")
        private List<String> criteria = new ArrayList<>();

        @Override
        int run(Session session) {
            ObjectNode wanted = Json.object().put("output", output.of(session));
            criteria.forEach(c -> wanted.withArray("criteria").add(c));
            if (jobId != null) {
                wanted.put("job_id", jobId);
            }
            JsonNode verdict = verdict(session, wanted);
            session.printer().say(JobText.event("verdict", verdict));
            session.printer().data(verdict);
            return verdict.path("passed").asBoolean(false) ? DONE : Failure.REFUSED;
        }

        /** Tells of each check as it is made: a judge may take minutes. */
        private static JsonNode verdict(Session session, ObjectNode wanted) {
            try (EventReader events = new EventReader(session.server().events("/api/verify", wanted))) {
                EventReader.Event event;
                while ((event = events.next()) != null) {
                    JsonNode data = event.json();
                    if (data != null && event.type().equals("check")) {
                        session.printer().say(JobText.event("check", data));
                    }
                    if (data != null && event.type().equals("verdict")) {
                        return data;
                    }
                }
                throw Failure.unreachable(session.server().url(), "it broke off before the verdict");
            } catch (IOException e) {
                throw Failure.unreachable(session.server().url(), "it broke off before the verdict");
            }
        }
    }
}
