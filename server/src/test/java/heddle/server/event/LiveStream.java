package heddle.server.event;

import static org.awaitility.Awaitility.await;

import heddle.kernel.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** A client of server-sent events that keeps all it hears. */
final class LiveStream implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** One event; {@code data} is missing for an id alone. */
    record Heard(String id, String event, JsonNode data) {}

    private final HttpResponse<InputStream> response;
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    private LiveStream(HttpResponse<InputStream> response) {
        this.response = response;
    }

    /**
     * Opens a stream and waits until it is live.
     *
     * @param headers e.g. {@code Last-Event-ID}
     */
    static LiveStream open(String url, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        headers.forEach(request::header);
        try {
            LiveStream stream = new LiveStream(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
            Thread.ofVirtual().start(stream::read);
            if (stream.response.statusCode() == 200) {
                await().atMost(PATIENCE).until(() -> !stream.heard.isEmpty());
            }
            return stream;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<InputStream> response() {
        return response;
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            String id = "";
            String event = "";
            String data = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && !id.isEmpty()) {
                    heard.add(
                            new Heard(id, event, data.isEmpty() ? Json.mapper().missingNode() : Json.trusted(data)));
                    event = "";
                    data = "";
                }
            }
        } catch (IOException e) {
            lines.add("broken");
        }
        ended = true;
    }

    List<String> lines() {
        return lines;
    }

    /** All events but the first, which only says where the stream begins. */
    List<Heard> events() {
        return heard.stream().filter(h -> !h.event().isEmpty()).toList();
    }

    /** Where a client resumes that has heard nothing more. */
    String lastId() {
        return heard.getLast().id();
    }

    Heard next(Predicate<Heard> wanted) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> heard.stream().filter(wanted).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    Heard event(String type, String objectId) {
        return next(h ->
                h.event().equals(type) && h.data().at("/data/id").asString("").equals(objectId));
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            lines.add("broken");
        }
    }
}
