package heddle.kernel.http;

import heddle.kernel.problem.Problem;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Puts replies and refusals on the wire with the headers that every answer carries. */
final class Replies {
    private static final int GZIP_FROM = 1024;
    private static final Header JSON = HeaderValues.createCached("Content-Type", "application/json");
    private static final Header NOSNIFF = HeaderValues.createCached("X-Content-Type-Options", "nosniff");
    private static final Header NO_REFERRER = HeaderValues.createCached("Referrer-Policy", "no-referrer");
    private static final Header ANY_ORIGIN = HeaderValues.createCached("Access-Control-Allow-Origin", "*");
    private static final Header EXPOSED = HeaderValues.createCached(
            "Access-Control-Expose-Headers",
            "ETag, Link, X-Next-Cursor, X-Request-Id, X-Total-Count, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After");
    private static final Header METHODS =
            HeaderValues.createCached("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
    private static final Header REQUEST_HEADERS = HeaderValues.createCached(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id, X-Tenant-ID");
    private static final Header MAX_AGE = HeaderValues.createCached("Access-Control-Max-Age", "600");
    private static final Header VARY = HeaderValues.createCached("Vary", "Accept-Encoding");
    private static final Header GZIP = HeaderValues.createCached("Content-Encoding", "gzip");

    private final RequestLog log;

    Replies(RequestLog log) {
        this.log = log;
    }

    void send(Router.Exchange exchange, Reply reply) {
        ServerResponse out = exchange.out();
        common(exchange);
        reply.headers().forEach((name, value) -> out.headers().set(HeaderNames.create(name), value));
        if (!reply.cookies().isEmpty()) {
            out.headers().set(HeaderNames.SET_COOKIE, reply.cookies());
        }
        if (notModified(exchange, reply)) {
            out.status(304);
            log.done(exchange.requestId(), exchange, 304);
            out.send();
            return;
        }
        out.status(reply.status());
        if (reply.stream() != null && !exchange.method().equals("HEAD")) {
            stream(exchange, reply.stream());
            return;
        }
        byte[] body = reply.json() != null
                ? Dialect.of(exchange.path()).data(reply.json(), reply.meta(), exchange.requestId())
                : reply.bytes();
        if (reply.json() != null) {
            out.headers().set(JSON);
        }
        log.done(exchange.requestId(), exchange, reply.status());
        body(exchange, body == null ? new byte[0] : body);
    }

    void refuse(Router.Exchange exchange, Problem problem) {
        ServerResponse out = exchange.out();
        log.done(exchange.requestId(), exchange, problem.status());
        if (out.isSent()) {
            return;
        }
        common(exchange);
        out.status(problem.status());
        out.headers().set(JSON);
        for (Map.Entry<String, String> header : problem.headers().entrySet()) {
            out.headers().set(HeaderNames.create(header.getKey()), header.getValue());
        }
        body(exchange, Dialect.of(exchange.path()).error(problem, exchange.requestId()));
    }

    private static void common(Router.Exchange exchange) {
        ServerResponseHeaders headers = exchange.out().headers();
        headers.set(RequestFacts.REQUEST_ID, exchange.requestId());
        headers.set(NOSNIFF);
        headers.set(NO_REFERRER);
        headers.set(ANY_ORIGIN);
        if (exchange.wire().headers().contains(HeaderNames.ORIGIN)) {
            headers.set(EXPOSED);
            if (exchange.method().equals("OPTIONS")) {
                headers.set(METHODS);
                headers.set(REQUEST_HEADERS);
                headers.set(MAX_AGE);
            }
        }
        RateLimits.Left left = exchange.left();
        if (left != null) {
            headers.set(HeaderNames.create("RateLimit-Limit"), Integer.toString(left.limit()));
            headers.set(HeaderNames.create("RateLimit-Remaining"), Integer.toString(left.remaining()));
            headers.set(HeaderNames.create("RateLimit-Reset"), Long.toString(left.resetSeconds()));
        }
    }

    private static void body(Router.Exchange exchange, byte[] body) {
        ServerResponse out = exchange.out();
        if (exchange.method().equals("HEAD") || body.length == 0) {
            out.send();
        } else if (body.length > GZIP_FROM
                && gzipWanted(exchange)
                && !exchange.out().headers().contains(GZIP)) {
            out.headers().set(GZIP);
            out.headers().set(VARY);
            out.send(gzip(body));
        } else {
            out.send(body);
        }
    }

    private void stream(Router.Exchange exchange, Reply.Body body) {
        try (OutputStream out = exchange.out().outputStream()) {
            body.writeTo(out);
        } catch (IOException e) {
            throw gone(e) ? new CloseConnectionException("The client went away", e) : new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw gone(e) ? new CloseConnectionException("The client went away", e) : e;
        } finally {
            log.done(exchange.requestId(), exchange, exchange.out().status().code());
        }
    }

    /** A stream outlives the patience of many clients; their leaving is no failure of ours. */
    private static boolean gone(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SocketException) {
                return true;
            }
        }
        return false;
    }

    private static boolean notModified(Router.Exchange exchange, Reply reply) {
        String etag = reply.headers().get("ETag");
        @Nullable
        String wanted = exchange.wire().headers().contains(HeaderNames.IF_NONE_MATCH)
                ? exchange.wire().headers().get(HeaderNames.IF_NONE_MATCH).get()
                : null;
        boolean reading = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        return reading
                && etag != null
                && wanted != null
                && wanted.replace("W/", "").contains(etag);
    }

    private static boolean gzipWanted(Router.Exchange exchange) {
        return exchange.wire().headers().contains(HeaderNames.ACCEPT_ENCODING)
                && exchange.wire()
                        .headers()
                        .get(HeaderNames.ACCEPT_ENCODING)
                        .get()
                        .contains("gzip");
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 3);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
