package heddle.kernel.http;

import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Surface;
import heddle.kernel.db.SqlProblems;
import heddle.kernel.problem.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every request's path: match, caller, permission, rate limit, body type, idempotency, handler, answer. The only place
 * besides the work runner that catches what nobody expected.
 */
public final class Router {
    private static final Logger LOG = LoggerFactory.getLogger(Router.class);
    private static final int KEY_PER_MINUTE = 600;
    private static final int PUBLIC_PER_MINUTE = 60;
    private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");

    private final RouteTree tree;
    private final Authenticator authenticator;
    private final @Nullable String platformKey;
    private final RateLimits limits;
    private final Idempotency idempotency;
    private final RequestFacts facts;
    private final Replies replies;

    public Router(
            Routes routes,
            Authenticator authenticator,
            @Nullable String platformKey,
            RateLimits limits,
            Idempotency idempotency,
            RequestFacts facts,
            RequestLog log) {
        this.tree = new RouteTree(routes.all());
        this.authenticator = authenticator;
        this.platformKey = platformKey;
        this.limits = limits;
        this.idempotency = idempotency;
        this.facts = facts;
        this.replies = new Replies(log);
    }

    RequestFacts facts() {
        return facts;
    }

    /** Answers one request of the web server. */
    public void handle(ServerRequest wire, ServerResponse out) {
        Exchange exchange = new Exchange(wire, out, facts.requestId(wire), facts.ip(wire), facts.userAgent(wire));
        try {
            replies.send(exchange, answer(exchange));
        } catch (Problem refusal) {
            replies.refuse(exchange, refusal);
        } catch (CloseConnectionException gone) {
            throw gone;
        } catch (Exception failure) {
            Problem known = SqlProblems.of(failure);
            if (known == null) {
                LOG.error(
                        "Request {} failed: {} {}", exchange.requestId(), exchange.method(), exchange.path(), failure);
                known = Problem.of(500, "INTERNAL_ERROR", "Something went wrong here; give the request id to support");
            }
            replies.refuse(exchange, known);
        }
    }

    private Reply answer(Exchange exchange) {
        String method = exchange.method();
        if (method.equals("OPTIONS")) {
            return Reply.bytes(204, "text/plain", new byte[0]);
        }
        RouteTree.Match match = tree.find(method.equals("HEAD") ? "GET" : method, decoded(exchange.rawPath()));
        if (match == null) {
            limits.take("unknown_route", exchange.ip(), KEY_PER_MINUTE);
            throw Problem.of(404, "ROUTE_NOT_FOUND", "No such route: " + method + " " + exchange.path());
        }
        Route route = match.route();
        if (route == null) {
            Set<String> allowed = match.allowed();
            throw Problem.of(405, "METHOD_NOT_ALLOWED", "Use " + String.join(" or ", allowed) + " here")
                    .header("Allow", String.join(", ", allowed));
        }
        exchange.matched(route);
        Caller caller = caller(exchange, route);
        limit(exchange, route, caller);
        BodyReader.requireType(exchange.wire(), route.consumes());
        Request request =
                new Request(exchange.wire(), route, match.parameters(), caller, new CredentialOf(this, exchange));
        String key = route.idempotent() ? request.header(RequestFacts.IDEMPOTENCY_KEY) : null;
        Reply reply = key == null ? route.preparation().prepare(request).get() : idempotency.run(request, key);
        return withCookie(exchange, reply);
    }

    /** A browser's session goes on as long as it is used; a reply that sets or takes cookies itself has the last word. */
    private Reply withCookie(Exchange exchange, Reply reply) {
        Caller caller = exchange.caller();
        String token = exchange.cookie();
        if (caller == null || token == null || !reply.cookies().isEmpty()) {
            return reply;
        }
        String line = authenticator.renewedCookie(caller, token);
        return line == null ? reply : reply.cookie(line);
    }

    private Caller caller(Exchange exchange, Route route) {
        Permission permission = route.permission();
        if (permission == Permission.PUBLIC) {
            return Caller.nobody(exchange.requestId(), exchange.ip(), exchange.userAgent());
        }
        String token = token(exchange, route);
        if (token == null) {
            throw Problem.unauthorized("UNAUTHORIZED", "Send Authorization: Bearer and an API key or an access token");
        }
        if (permission == Permission.PLATFORM || (permission == Permission.PLATFORM_ADMIN && isOperators(token))) {
            return operator(exchange, token);
        }
        Caller caller = authenticate(exchange, token);
        exchange.caller(caller);
        boolean personal = permission == Permission.SELF || permission == Permission.SELF_MFA;
        if (personal && caller.kind() != Caller.Kind.USER) {
            throw Problem.forbidden("USER_REQUIRED", "This is for signed-in people: send an access token, not a key");
        }
        if (!caller.may(permission)) {
            throw Problem.forbidden("INSUFFICIENT_SCOPE", "This needs the permission " + permission.label())
                    .with("required", List.of(permission.label()))
                    .with("granted", granted(caller));
        }
        return caller;
    }

    private static List<String> granted(Caller caller) {
        return caller.kind() == Caller.Kind.USER || caller.kind() == Caller.Kind.PERSONAL_KEY
                ? caller.permissions().stream().sorted().toList()
                : caller.scopes().stream().map(s -> s.word()).sorted().toList();
    }

    private Caller operator(Exchange exchange, String token) {
        if (!isOperators(token)) {
            throw Problem.unauthorized("UNAUTHORIZED", "This route is for the operator: send HEDDLE_PLATFORM_KEY");
        }
        return Caller.platform(exchange.requestId(), exchange.ip(), exchange.userAgent());
    }

    private record CredentialOf(Router router, Exchange exchange) implements Request.CallerSource {
        @Override
        public @Nullable Caller bearer() {
            return router.optionalCaller(exchange);
        }

        @Override
        public @Nullable String credential() {
            return exchange.credential();
        }
    }

    private boolean isOperators(String token) {
        return platformKey != null && heddle.kernel.crypto.Tokens.same(platformKey, token);
    }

    private @Nullable Caller optionalCaller(Exchange exchange) {
        String token = exchange.credential();
        if (token == null) {
            return null;
        }
        Caller caller = authenticate(exchange, token);
        exchange.caller(caller);
        return caller;
    }

    private Caller authenticate(Exchange exchange, String token) {
        return authenticator.authenticate(
                exchange.surface(), token, exchange.requestId(), exchange.ip(), exchange.userAgent());
    }

    private static @Nullable String token(Exchange exchange, Route route) {
        String bearer = exchange.credential();
        if (bearer == null && route.queries().stream().anyMatch(q -> q.name().equals("token"))) {
            return exchange.wire().query().contains("token")
                    ? exchange.wire().query().get("token")
                    : null;
        }
        return bearer;
    }

    private void limit(Exchange exchange, Route route, Caller caller) {
        if (route.quiet() || caller.kind() == Caller.Kind.PLATFORM) {
            return;
        }
        exchange.left(
                caller.kind() == Caller.Kind.NOBODY
                        ? limits.take("public", exchange.ip(), PUBLIC_PER_MINUTE)
                        : limits.take(
                                "key",
                                caller.id(),
                                caller.ratePerMinute() > 0 ? caller.ratePerMinute() : KEY_PER_MINUTE));
    }

    private static List<String> decoded(String rawPath) {
        List<String> segments = RouteTree.segments(rawPath);
        if (rawPath.indexOf('%') < 0) {
            return segments;
        }
        List<String> out = new ArrayList<>(segments.size());
        for (String segment : segments) {
            try {
                out.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw Problem.badRequest("VALIDATION_ERROR", "The path is not valid percent-encoding");
            }
        }
        return out;
    }

    /** What is known of a request before and after it is matched. */
    static final class Exchange {
        private final ServerRequest wire;
        private final ServerResponse out;
        private final String requestId;
        private final String ip;
        private final String userAgent;
        private final long startedNanos = System.nanoTime();
        private @Nullable Route route;
        private @Nullable Caller caller;
        private @Nullable String cookie;
        private RateLimits.@Nullable Left left;

        Exchange(ServerRequest wire, ServerResponse out, String requestId, String ip, String userAgent) {
            this.wire = wire;
            this.out = out;
            this.requestId = requestId;
            this.ip = ip;
            this.userAgent = userAgent;
        }

        ServerRequest wire() {
            return wire;
        }

        ServerResponse out() {
            return out;
        }

        String requestId() {
            return requestId;
        }

        String ip() {
            return ip;
        }

        String userAgent() {
            return userAgent;
        }

        String method() {
            return wire.prologue().method().text();
        }

        String path() {
            return wire.path().path();
        }

        String rawPath() {
            return wire.prologue().uriPath().rawPathNoParams();
        }

        long nanos() {
            return System.nanoTime() - startedNanos;
        }

        @Nullable
        Route route() {
            return route;
        }

        void matched(Route found) {
            route = found;
        }

        @Nullable
        Caller caller() {
            return caller;
        }

        void caller(Caller found) {
            caller = found;
        }

        /** The session cookie of the platform, where that was the credential. */
        @Nullable
        String cookie() {
            return cookie;
        }

        RateLimits.@Nullable Left left() {
            return left;
        }

        void left(RateLimits.Left value) {
            left = value;
        }

        Surface surface() {
            return Surface.of(path());
        }

        /** The key or token that the request carries, wherever its surface allows one. */
        @Nullable
        String credential() {
            return switch (surface()) {
                case BASE -> bearer();
                case PLATFORM -> platformCredential();
                case HUB -> {
                    String cookie = SessionCookie.of(wire.headers(), method());
                    yield cookie == null ? bearer() : cookie;
                }
            };
        }

        private @Nullable String platformCredential() {
            String sent = wire.headers().contains(API_KEY)
                    ? wire.headers().get(API_KEY).get()
                    : bearer();
            if (sent != null) {
                return sent;
            }
            cookie = SessionCookie.ofPlatform(wire.headers(), method());
            return cookie;
        }

        private @Nullable String bearer() {
            if (!wire.headers().contains(HeaderNames.AUTHORIZATION)) {
                return null;
            }
            String value = wire.headers().get(HeaderNames.AUTHORIZATION).get();
            return value.regionMatches(true, 0, "Bearer ", 0, 7)
                    ? value.substring(7).trim()
                    : null;
        }
    }
}
