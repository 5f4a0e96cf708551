package heddle.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A client of {@code /v1/realtime} that keeps all it hears. */
final class LiveSocket implements WebSocket.Listener, AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();
    private final StringBuilder part = new StringBuilder();
    private final boolean reading;
    private volatile int closeCode;
    private @Nullable WebSocket socket;

    private LiveSocket(boolean reading) {
        this.reading = reading;
    }

    static LiveSocket open(TestServer server, String token, String tenantId) {
        return open(server.base() + "/v1/realtime?token=" + token + "&tenant_id=" + tenantId, true);
    }

    /** One that does not read until {@link #read}. */
    static LiveSocket deaf(TestServer server, String token, String tenantId) {
        return open(server.base() + "/v1/realtime?token=" + token + "&tenant_id=" + tenantId, false);
    }

    static LiveSocket withProtocol(TestServer server, String token) {
        LiveSocket live = new LiveSocket(true);
        live.socket = CLIENT.newWebSocketBuilder()
                .subprotocols("bearer", token)
                .buildAsync(URI.create(server.base().replace("http", "ws") + "/v1/realtime"), live)
                .join();
        return live;
    }

    private static LiveSocket open(String url, boolean reading) {
        LiveSocket live = new LiveSocket(reading);
        live.socket = CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create(url.replace("http", "ws")), live)
                .join();
        return live;
    }

    /** The status with which an upgrade is refused. */
    static int refused(String url) {
        try {
            open(url, true).close();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof java.net.http.WebSocketHandshakeException refusal) {
                return refusal.getResponse().statusCode();
            }
            throw e;
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(1);
        }
    }

    void read() {
        socket().request(1_000_000);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            heard.add(Json.trusted(part.toString()));
            part.setLength(0);
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closeCode = code;
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closeCode = closeCode == 0 ? -1 : closeCode;
    }

    LiveSocket say(String json) {
        socket().sendText(json, true).join();
        return this;
    }

    /** False when the connection no longer takes anything. */
    boolean sayIfOpen(String json) {
        return !socket().sendText(json, true)
                .handle((sent, failure) -> failure != null)
                .join();
    }

    /** Subscribes and waits until the server says that it is live. */
    JsonNode subscribe(String channel, String more) {
        int before = heard.size();
        say("{\"type\":\"subscribe\",\"ref\":\"r\",\"channel\":\"" + channel + "\"" + more + "}");
        return next(before, m -> !m.path("ref").isMissingNode());
    }

    JsonNode subscribe(String channel) {
        JsonNode answer = subscribe(channel, "");
        assertThat(answer.path("type").asString("")).as(answer.toString()).isEqualTo("subscribed");
        return answer;
    }

    /** Waits for a message. */
    JsonNode next(Predicate<JsonNode> wanted) {
        return next(0, wanted);
    }

    private JsonNode next(int from, Predicate<JsonNode> wanted) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> heard.stream().skip(from).filter(wanted).findFirst(), java.util.Optional::isPresent)
                .orElseThrow();
    }

    JsonNode event(String type, String objectId) {
        return next(m -> m.path("event").asString("").equals(type)
                && m.path("data").path("id").asString("").equals(objectId));
    }

    List<JsonNode> events() {
        return heard.stream()
                .filter(m -> m.path("type").asString("").equals("event"))
                .toList();
    }

    List<JsonNode> heard() {
        return heard;
    }

    /** Waits for the end and returns its code. */
    int closed() {
        await().atMost(PATIENCE.multipliedBy(2)).until(() -> closeCode != 0);
        return closeCode;
    }

    private WebSocket socket() {
        return java.util.Objects.requireNonNull(socket);
    }

    @Override
    public void close() {
        socket().abort();
    }
}
