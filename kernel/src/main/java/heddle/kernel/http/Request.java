package heddle.kernel.http;

import heddle.kernel.access.Caller;
import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.problem.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a handler sees of a request. */
public final class Request {
    private final ServerRequest wire;
    private final Route route;
    private final Map<String, String> parameters;
    private final Caller caller;
    private final CallerSource callers;
    private byte @Nullable [] raw;
    private @Nullable JsonNode tree;

    /** Finds the caller of a public request that nevertheless carries a credential. */
    interface CallerSource {
        @Nullable
        Caller bearer();

        @Nullable
        String credential();
    }

    Request(ServerRequest wire, Route route, Map<String, String> parameters, Caller caller, CallerSource callers) {
        this.wire = wire;
        this.route = route;
        this.parameters = parameters;
        this.caller = caller;
        this.callers = callers;
    }

    public Caller caller() {
        return caller;
    }

    /** The caller that a credential on a public route names, or null when there is none. */
    public @Nullable Caller bearerCaller() {
        return callers.bearer();
    }

    /** The same for a page: whoever came with a session that has ended is nobody. */
    public @Nullable Caller visitor() {
        try {
            return callers.bearer();
        } catch (Problem ended) {
            if (ended.status() == 401) {
                return null;
            }
            throw ended;
        }
    }

    /** The key or token that came along, which a stream asks about again while it lasts. */
    public @Nullable String credential() {
        return callers.credential();
    }

    /** The cookies that came along, by name. */
    public Map<String, String> cookies() {
        return SessionCookie.all(wire.headers());
    }

    /** Whether a page of another site sent this. A client that is no browser says nothing of the kind. */
    public boolean crossSite() {
        return SessionCookie.crossSite(wire.headers());
    }

    /** Whether the browser vouches that a page of ours sent this. */
    public boolean sameOrigin() {
        return SessionCookie.sameOrigin(wire.headers());
    }

    /** A path parameter, decoded. */
    public String path(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("No path parameter " + name + " in " + route.path());
        }
        return value;
    }

    /** The first value of a query parameter, decoded; null when absent. */
    public @Nullable String query(String name) {
        return wire.query().contains(name) ? wire.query().get(name) : null;
    }

    /** All query parameters, decoded. */
    public Map<String, List<String>> queries() {
        return wire.query().toMap();
    }

    /** {@code true|1} and {@code false|0}; absent is false. */
    public boolean flag(String name) {
        String value = query(name);
        if (value == null || value.equals("false") || value.equals("0")) {
            return false;
        }
        if (value.equals("true") || value.equals("1")) {
            return true;
        }
        throw Problem.invalid(name, "invalid_type", name + " must be true or false");
    }

    /** The page size: {@code preset} when absent, at most {@code max}; under 1 is a fault. */
    public int limit(int preset, int max) {
        int value = number("limit", preset);
        if (value < 1) {
            throw Problem.invalid("limit", "out_of_range", "limit must be 1 to " + max);
        }
        return Math.min(value, max);
    }

    /** The rows to skip, 0 to 100,000. */
    public int offset() {
        int value = number("offset", 0);
        if (value < 0) {
            throw Problem.invalid("offset", "out_of_range", "offset must be 0 to 100000");
        }
        return Math.min(value, 100_000);
    }

    /** A whole number from the query. */
    public int number(String name, int preset) {
        String value = query(name);
        if (value == null || value.isEmpty()) {
            return preset;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw Problem.invalid(name, "invalid_type", name + " must be a whole number");
        }
    }

    public @Nullable String header(String name) {
        return header(HeaderNames.create(name));
    }

    @Nullable
    String header(HeaderName name) {
        return wire.headers().contains(name) ? wire.headers().get(name).get() : null;
    }

    /** The value of a cookie; null when absent. */
    public @Nullable String cookie(String name) {
        return SessionCookie.all(wire.headers()).get(name);
    }

    /** Media type of the body without parameters, lower case; empty when there is none. */
    public String contentType() {
        return BodyReader.mediaType(header(HeaderNames.CONTENT_TYPE));
    }

    /** The bytes of the body, at most the route's limit. */
    public byte[] raw() {
        if (raw == null) {
            raw = BodyReader.read(wire, route.maxBody());
        }
        return raw;
    }

    /** The body as strict JSON. */
    public JsonNode tree() {
        if (tree == null) {
            tree = Json.parse(raw());
        }
        return tree;
    }

    /** The parts of a {@code multipart/form-data} body. */
    public List<Multipart.Part> parts() {
        return Multipart.parse(String.valueOf(header(HeaderNames.CONTENT_TYPE)), raw());
    }

    /** The body as a JSON object; an absent body counts as an empty one. */
    public ObjectNode object() {
        if (raw().length == 0) {
            return Json.object();
        }
        if (tree() instanceof ObjectNode object) {
            return object;
        }
        throw Problem.invalid("", "invalid_type", "The body must be a JSON object");
    }

    /** The body as the record that the route takes, checked. */
    public <T extends Record> T body(Class<T> type) {
        return RecordReader.read(object(), type);
    }

    /** {@code If-Match} as a version number; null when absent or {@code *}. */
    public @Nullable Long ifMatch() {
        String value = header(HeaderNames.IF_MATCH);
        if (value == null || value.equals("*")) {
            return null;
        }
        String bare = value.replace("W/", "").replace("\"", "").trim();
        try {
            return Long.parseLong(bare);
        } catch (NumberFormatException e) {
            throw Problem.of(412, "PRECONDITION_FAILED", "If-Match must be the ETag of a GET, such as \"3\"");
        }
    }

    Route route() {
        return route;
    }

    /** The path as it was asked for, decoded, without the query. */
    public String fullPath() {
        return wire.path().path();
    }
}
