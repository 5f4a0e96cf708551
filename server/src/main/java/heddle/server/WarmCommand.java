package heddle.server;

import heddle.kernel.config.Config;
import heddle.kernel.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Starts in a scratch home, asks a few things and stops: what the JVM's ahead-of-time cache learns from. */
@Command(name = "warm", hidden = true, description = "Train the ahead-of-time cache.")
final class WarmCommand implements Runnable {
    private static final String PERSON = "{\"email\":\"warm@example.com\",\"password\":\"correct horse battery\"}";
    /** Enough for the compiler to learn what a sign-in does; each costs a hash. */
    private static final int SIGN_INS = 100;

    private static final int READS = 500;
    /** Jobs from posting to payment: the longest way through the program. */
    private static final int JOBS = 150;

    private static final int LOOKS = 200;
    private static final String JOB = """
            {"prompt":"Write a good line.","price_cents":100,"time_limit_seconds":600,"confirmed":true,
            "verifiers":[{"kind":"contains","spec":{"value":"good"}}]}
            """;

    @Option(names = "--home", required = true, description = "A scratch folder")
    Path home = Path.of("");

    @Override
    public void run() {
        try {
            Files.createDirectories(home);
            Config config = Config.read(
                    Map.of(
                            "HEDDLE_HOME", home.toString(),
                            "HEDDLE_PORT", "0",
                            "HEDDLE_RATE_LIMITS", "off",
                            "HEDDLE_DEV_CREDIT", "true"),
                    home);
            try (App app = App.assemble(config).serve();
                    HttpClient client = HttpClient.newHttpClient()) {
                Visitor visitor = new Visitor(client, "http://localhost:" + app.port(), key(app));
                for (int i = 0; i < READS; i++) {
                    visitor.get("/ready", "/v1/keys", "/v1/object-types", "/");
                }
                visitor.post("/v1/auth/signup", PERSON);
                for (int i = 0; i < SIGN_INS; i++) {
                    visitor.post("/v1/auth/login", PERSON);
                }
                trade(visitor.registered("sender"), visitor.registered("worker"));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void trade(Visitor sender, Visitor worker) throws IOException, InterruptedException {
        sender.post("/api/dev/credit", "{\"amount_cents\":" + 100 * JOBS + "}");
        for (int i = 0; i < JOBS; i++) {
            String job =
                    "/api/jobs/" + sender.post("/api/jobs/run", JOB).path("id").asString("");
            worker.post("/api/jobs/pull", "{}");
            worker.post(job + "/accept", "{}");
            worker.post(job + "/submit", "{\"output\":\"a good line\"}");
            String status = "submitted";
            for (int look = 0; look < LOOKS && status.equals("submitted"); look++) {
                status = sender.read(job).path("status").asString("");
            }
        }
    }

    private static String key(App app) {
        return app.tenants().create("Warm").token();
    }

    private record Visitor(HttpClient client, String origin, String key) {
        void get(String... paths) throws IOException, InterruptedException {
            for (String path : paths) {
                client.send(to(path).build(), HttpResponse.BodyHandlers.discarding());
            }
        }

        JsonNode post(String path, String json) throws IOException, InterruptedException {
            return sent(to(path).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json))
                    .build());
        }

        JsonNode read(String path) throws IOException, InterruptedException {
            return sent(to(path).build());
        }

        private JsonNode sent(HttpRequest request) throws IOException, InterruptedException {
            return Json.mapper()
                    .readTree(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body());
        }

        /** Somebody new of the platform. */
        Visitor registered(String name) throws IOException, InterruptedException {
            JsonNode person = post("/api/auth/register", PERSON.replace("warm", name));
            return new Visitor(client, origin, person.path("access_token").asString(""));
        }

        private HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create(origin + path)).header("Authorization", "Bearer " + key);
        }
    }
}
