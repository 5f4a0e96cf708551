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
    @Option(names = "--home", required = true, description = "A scratch folder")
    Path home = Path.of("");

    @Override
    public void run() {
        try {
            Files.createDirectories(home);
            Config config = Config.read(Map.of("HEDDLE_HOME", home.toString(), "HEDDLE_PORT", "0"), home);
            try (App app = App.assemble(config).serve();
                    HttpClient client = HttpClient.newHttpClient()) {
                String key = app.tenants().create("Warm").token();
                for (String path : new String[] {"/ready", "/v1/keys", "/v1/object-types", "/"}) {
                    HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + app.port() + path))
                            .header("Authorization", "Bearer " + key)
                            .build();
                    client.send(request, HttpResponse.BodyHandlers.discarding());
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
