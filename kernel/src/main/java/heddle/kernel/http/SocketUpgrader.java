package heddle.kernel.http;

import heddle.kernel.problem.Problem;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.spi.Http1Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConnection;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Turns an HTTP connection into a WebSocket. Ours instead of the web server's because a refusal has to know the client's
 * address, and because a handler has to hear also of a connection that breaks without a farewell.
 */
final class SocketUpgrader implements Http1Upgrader {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final Map<String, SocketEndpoint> endpoints;
    private final RequestFacts facts;

    SocketUpgrader(Map<String, SocketEndpoint> endpoints, RequestFacts facts) {
        this.endpoints = Map.copyOf(endpoints);
        this.facts = facts;
    }

    @Override
    public String supportedProtocol() {
        return "websocket";
    }

    /** Null leaves the request to the routes, which say why. */
    @Override
    @SuppressWarnings("NullAway")
    public @Nullable ServerConnection upgrade(
            ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        SocketEndpoint endpoint = endpoints.get(prologue.uriPath().path());
        String key = value(headers, "Sec-WebSocket-Key");
        if (endpoint == null
                || key == null
                || !wellFormed(key)
                || !"13".equals(value(headers, "Sec-WebSocket-Version"))) {
            return null;
        }
        SocketHandler handler;
        String protocol = value(headers, "Sec-WebSocket-Protocol");
        try {
            handler = endpoint.accept(request(context, prologue, headers, protocol));
        } catch (Problem refused) {
            return null;
        }
        boolean byProtocol = SocketRequest.bearer(null, protocol) != null;
        context.dataWriter()
                .writeNow(BufferData.create(("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                + "Upgrade: websocket\r\nSec-WebSocket-Accept: " + accept(key) + "\r\n"
                                + (byProtocol ? "Sec-WebSocket-Protocol: bearer\r\n" : "") + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII)));
        SocketListener listener = new SocketListener(context, handler);
        return new Watched(WsConnection.create(context, prologue, headers, key, listener), listener);
    }

    private SocketRequest request(
            ConnectionContext context, HttpPrologue prologue, Headers headers, @Nullable String protocol) {
        Map<String, String> query = new LinkedHashMap<>();
        prologue.query()
                .names()
                .forEach(name -> query.put(name, prologue.query().get(name)));
        String bearer = SocketRequest.bearer(value(headers, HeaderNames.AUTHORIZATION_NAME), protocol);
        String ip = facts.ip(context.remotePeer().host(), headers);
        return new SocketRequest(query, bearer, facts.requestId(headers), ip, facts.userAgent(headers));
    }

    private static @Nullable String value(Headers headers, String name) {
        return headers.first(HeaderNames.create(name)).orElse(null);
    }

    private static boolean wellFormed(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Tells the handler of the end of its connection, whatever ended it. */
    private record Watched(WsConnection inner, SocketListener listener) implements ServerConnection {
        @Override
        public void handle(Limit limit) {
            try {
                inner.handle(limit);
            } finally {
                listener.gone();
            }
        }

        @Override
        @SuppressWarnings({"deprecation", "removal"})
        public void handle(Semaphore permits) {
            try {
                inner.handle(permits);
            } finally {
                listener.gone();
            }
        }

        @Override
        public Duration idleTime() {
            return inner.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            inner.close(interrupt);
        }
    }
}
