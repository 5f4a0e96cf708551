package heddle.server.market;

import heddle.testkit.Api;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A client of a job's log, which remembers what it was told. */
final class LogReader implements AutoCloseable {
    /** One event; the id is empty where it has none. */
    record Told(String id, String type, String data) {}

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final HttpResponse<InputStream> response;
    private volatile boolean ended;

    LogReader(Api base, String token, String job, @Nullable String lastEventId) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base.base() + "/api/jobs/" + job + "/logs"))
                .header("Authorization", "Bearer " + token)
                .header("Accept", "text/event-stream");
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Thread.startVirtualThread(this::read);
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String id = "";
            String type = "";
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !type.isEmpty()) {
                    told.add(new Told(id, type, data));
                    id = "";
                    type = "";
                    data = "";
                }
            }
        } catch (IOException gone) {
            // The server or the test has closed it.
        } finally {
            ended = true;
        }
    }

    int status() {
        return response.statusCode();
    }

    List<Told> told() {
        return List.copyOf(told);
    }

    List<String> types() {
        return told.stream().map(Told::type).toList();
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
