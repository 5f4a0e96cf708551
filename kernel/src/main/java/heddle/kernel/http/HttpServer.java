package heddle.kernel.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.websocket.WsConfig;
import java.time.Duration;
import java.util.Map;

/** The web server: blocking handlers on virtual threads. */
public final class HttpServer implements AutoCloseable {
    private static final long HARD_BODY_LIMIT = 32L << 20;

    private final WebServer server;

    /**
     * @param port 0 for any free one
     * @param sockets who accepts WebSockets, by path
     */
    public HttpServer(int port, Router router, Map<String, SocketEndpoint> sockets) {
        Http1Config http1 = Http1Config.builder()
                .validateRequestHeaders(true)
                // filter[property]=value is not encoded by most clients; the router decodes and checks for itself.
                .validatePrologue(false)
                .maxHeadersSize(32_768)
                .maxPrologueLength(16_384)
                .build();
        this.server = WebServer.builder()
                .port(port)
                .host("0.0.0.0")
                .maxPayloadSize(HARD_BODY_LIMIT)
                .shutdownGracePeriod(Duration.ofSeconds(10))
                .idleConnectionTimeout(Duration.ofMinutes(5))
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .addProtocol(http1)
                .addProtocol(WsConfig.builder()
                        .maxFrameLength(SocketListener.MAX_MESSAGE)
                        .build())
                .addConnectionSelector(Http1ConnectionSelector.builder()
                        .config(http1)
                        .putUpgrader("websocket", new SocketUpgrader(sockets, router.facts()))
                        .build())
                .directHandlers(envelopedRefusals().build())
                .routing(HttpRouting.builder().any(router::handle))
                .shutdownHook(false)
                .build();
    }

    public HttpServer start() {
        server.start();
        return this;
    }

    public int port() {
        return server.port();
    }

    /** Stops accepting, lets running requests finish within the grace period, then closes. */
    @Override
    public void close() {
        server.stop();
    }

    /** What is refused before a route can be looked for (a broken request line, a header too large) reads like the rest. */
    private static DirectHandlers.Builder envelopedRefusals() {
        DirectHandler handler = (request, type, status, headers, message) -> {
            Status safe = status.code() >= 500 ? Status.BAD_REQUEST_400 : status;
            String code = safe.code() == 413 ? "PAYLOAD_TOO_LARGE" : "BAD_REQUEST";
            String body = "{\"success\":false,\"error\":{\"code\":\"" + code
                    + "\",\"message\":\"The request could not be read\"},\"request_id\":\"req_unread\"}";
            return DirectHandler.TransportResponse.builder()
                    .status(safe)
                    .headers(headers)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .entity(body)
                    .build();
        };
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers;
    }
}
