package heddle.server;

import heddle.kernel.config.Config;
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

/** Starts in a scratch home, asks a few things and stops: what the JVM's ahead-of-time cache learns from. */
@Command(name = "warm", hidden = true, description = "Train the ahead-of-time cache.")
final class WarmCommand implements Runnable {
    private static final String PERSON = "{\"email\":\"warm@example.com\",\"password\":\"correct horse battery\"}";
    /** Enough for the compiler to learn what a sign-in does; each costs a hash. */
    private static final int SIGN_INS = 100;

    private static final int READS = 500;

    @Option(names = "--home", required = true, description = "A scratch folder")
    Path home = Path.of("");

    @Override
    public void run() {
        try {
            Files.createDirectories(home);
            Config config = Config.read(
                    Map.of("HEDDLE_HOME", home.toString(), "HEDDLE_PORT", "0", "HEDDLE_RATE_LIMITS", "off"), home);
            try (App app = App.assemble(config).serve();
                    HttpClient client = HttpClient.newHttpClient()) {
                Visitor visitor = new Visitor(client, "http://localhost:" + app.port(), key(app));
                for (int i = 0; i < READS; i++) {
                    visitor.get("/ready", "/v1/keys", "/v1/object-types", "/");
                }
                visitor.post("/v1/auth/signup");
                for (int i = 0; i < SIGN_INS; i++) {
                    visitor.post("/v1/auth/login");
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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

        void post(String path) throws IOException, InterruptedException {
            HttpRequest request = to(path).header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(PERSON))
                    .build();
            client.send(request, HttpResponse.BodyHandlers.discarding());
        }

        private HttpRequest.Builder to(String path) {
            return HttpRequest.newBuilder(URI.create(origin + path)).header("Authorization", "Bearer " + key);
        }
    }
}
