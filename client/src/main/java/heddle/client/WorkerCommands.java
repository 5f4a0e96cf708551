package heddle.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands of those who do the work. */
final class WorkerCommands {
    private static final int LONGEST_PULL = 25;

    private WorkerCommands() {}

    @Command(name = "board", description = "Show open jobs")
    static final class Board extends ClientCommand {
        @Option(names = "-q", description = "Part of title or prompt")
        private @Nullable String query;

        @Option(names = "--tag", description = "Jobs with this tag")
        private @Nullable String tag;

        @Option(names = "--sort", defaultValue = "newest", description = "newest, price, payout_rate, ending or match")
        private String sort = "newest";

        @Option(
                names = {"-n", "--limit"},
                defaultValue = "20",
                description = "How many (${DEFAULT-VALUE})")
        private int limit;

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
                do {
                    long left = Math.max(
                            0, Duration.ofNanos(end - System.nanoTime()).toSeconds());
                    in = session.server().post("/api/jobs/pull", wanted(session, Math.min(LONGEST_PULL, left)));
                } while (in.path("job").isNull() && System.nanoTime() < end);
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
            session.printer().say("\nheddle accept, or heddle reject");
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
    static final class Accept extends ClientCommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "The last job where absent")
        private @Nullable String id;

        @Override
        int run(Session session) {
            JsonNode job = session.server().post(session.path(session.job(id), "/accept"), null);
            session.memory().job(Json.text(job, "id", ""));
            JobText.brief(session.printer(), job);
            session.printer().data(job);
            return DONE;
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
            JsonNode job = session.server().post(session.path(id, "/claim"), wanted);
            session.memory().job(Json.text(job, "id", ""));
            JobText.brief(session.printer(), job);
            session.printer().data(job);
            return DONE;
        }
    }

    @Command(name = "reject", description = "Give a held job back; it counts as no attempt")
    static final class Reject extends ClientCommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "The last job where absent")
        private @Nullable String id;

        @Option(
                names = {"-r", "--reason"},
                description = "Why")
        private @Nullable String reason;

        @Override
        int run(Session session) {
            return leave(session, session.job(id), "/reject", reason, "Given back");
        }
    }

    @Command(name = "fail", description = "Give up on a job; it uses one attempt")
    static final class Fail extends ClientCommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "The last job where absent")
        private @Nullable String id;

        @Option(
                names = {"-r", "--reason"},
                description = "Why")
        private @Nullable String reason;

        @Override
        int run(Session session) {
            return leave(session, session.job(id), "/fail", reason, "Given up");
        }
    }

    private static int leave(Session session, String jobId, String verb, @Nullable String reason, String said) {
        ObjectNode why = Json.object();
        if (reason != null) {
            why.put("reason", reason);
        }
        JsonNode in = session.server().post(session.path(jobId, verb), why);
        session.memory().leave(jobId);
        session.printer().say(said + ": " + jobId);
        session.printer().data(in);
        return ClientCommand.DONE;
    }

    @Command(name = "submit", description = "Hand the work in; verification begins by itself")
    static final class Submit extends ClientCommand {
        @Parameters(paramLabel = "ID", arity = "0..1", description = "The last job where absent")
        private @Nullable String id;

        @Option(
                names = {"-t", "--text"},
                description = "The output")
        private @Nullable String text;

        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "A file whose text is the output")
        private @Nullable Path file;

        @Option(names = "--attach", paramLabel = "FILE", description = "A file to deliver; may be given again")
        private List<Path> files = new ArrayList<>();

        @Override
        int run(Session session) {
            String output = output(session, text, file);
            if (output.isEmpty() && files.isEmpty()) {
                throw Failure.usage("Give the output: -t TEXT, -f FILE or --attach FILE");
            }
            ObjectNode delivery = Json.object();
            if (!output.isEmpty()) {
                delivery.put("output", output);
            }
            files.forEach(f -> delivery.withArray("attachments")
                    .add(session.server()
                            .upload(session.around().folder().resolve(f))
                            .path("id")));
            String jobId = session.job(id);
            JsonNode job = session.server().post(session.path(jobId, "/submit"), delivery);
            JobText.show(session.printer(), job);
            session.printer().data(job);
            return DONE;
        }
    }

    @Command(
            name = "verify",
            description = "Try an output against criteria, or against those of a job; fails unless it passes")
    static final class Verify extends ClientCommand {
        @Option(names = "--job", paramLabel = "ID", description = "Use the criteria of this job")
        private @Nullable String jobId;

        @Option(
                names = {"-t", "--text"},
                description = "The output")
        private @Nullable String text;

        @Option(
                names = {"-f", "--file"},
                paramLabel = "FILE",
                description = "A file whose text is the output")
        private @Nullable Path file;

        @Option(names = "--criterion", description = "Something the output must meet; may be given again")
        private List<String> criteria = new ArrayList<>();

        @Override
        int run(Session session) {
            ObjectNode wanted = Json.object().put("output", output(session, text, file));
            criteria.forEach(c -> wanted.withArray("criteria").add(c));
            if (jobId != null) {
                wanted.put("job_id", jobId);
            }
            JsonNode verdict = session.server().post("/api/verify", wanted);
            verdict.path("checks").forEach(c -> session.printer().say(JobText.event("check", c)));
            session.printer().say(JobText.event("verdict", verdict));
            session.printer().data(verdict);
            return verdict.path("passed").asBoolean(false) ? DONE : Failure.REFUSED;
        }
    }

    private static String output(Session session, @Nullable String text, @Nullable Path file) {
        if (text != null && file != null) {
            throw Failure.usage("Give -t or -f, not both");
        }
        if (file == null) {
            return text == null ? "" : text;
        }
        try {
            return Files.readString(session.around().folder().resolve(file));
        } catch (NoSuchFileException e) {
            throw Failure.usage("There is no file " + file);
        } catch (IOException e) {
            throw Failure.usage(file + " cannot be read as text: " + e.getMessage());
        }
    }
}
