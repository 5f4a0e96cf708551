package heddle.kernel.outbound;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A call to make. Unless told otherwise it may take ten seconds in all, brings back a mebibyte at most and does not
 * follow redirects.
 */
public final class OutboundRequest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 1 << 20;

    private final String method;
    private final URI uri;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Duration timeout;
    private final int maxBytes;
    private final int redirects;
    private final boolean webPortsOnly;

    private OutboundRequest(
            String method,
            URI uri,
            Map<String, String> headers,
            byte[] body,
            Duration timeout,
            int maxBytes,
            int redirects,
            boolean webPortsOnly) {
        this.method = method;
        this.uri = uri;
        this.headers = headers;
        this.body = body;
        this.timeout = timeout;
        this.maxBytes = maxBytes;
        this.redirects = redirects;
        this.webPortsOnly = webPortsOnly;
    }

    public static OutboundRequest get(URI uri) {
        return of("GET", uri, new byte[0]);
    }

    public static OutboundRequest post(URI uri, String contentType, byte[] body) {
        return of("POST", uri, body).header("Content-Type", contentType);
    }

    public static OutboundRequest post(URI uri, String contentType, String body) {
        return post(uri, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A POST of fields as a browser's form sends them. */
    public static OutboundRequest form(URI uri, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(f -> encoded(f.getKey()) + "=" + encoded(f.getValue()))
                .collect(Collectors.joining("&"));
        return post(uri, "application/x-www-form-urlencoded", body);
    }

    /** A call with any method; a body without {@code Content-Type} should be given one by {@link #header}. */
    public static OutboundRequest of(String method, URI uri, byte[] body) {
        return new OutboundRequest(method, uri, Map.of(), body.clone(), TIMEOUT, MAX_BYTES, 0, false);
    }

    public OutboundRequest header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new OutboundRequest(method, uri, more, body, timeout, maxBytes, redirects, webPortsOnly);
    }

    /** How long everything may take: looking the name up, connecting, redirects, and reading to the end. */
    public OutboundRequest timeout(Duration whole) {
        return new OutboundRequest(method, uri, headers, body, whole, maxBytes, redirects, webPortsOnly);
    }

    /** A longer answer is a failure. */
    public OutboundRequest maxBytes(int most) {
        return new OutboundRequest(method, uri, headers, body, timeout, most, redirects, webPortsOnly);
    }

    /** Follows so many redirects at most, each held to the same rules; one more is a failure. */
    public OutboundRequest followingRedirects(int most) {
        return new OutboundRequest(method, uri, headers, body, timeout, maxBytes, most, webPortsOnly);
    }

    /** Refuses other ports than 80 and 443, redirects included, unless the operator has opened the network. */
    public OutboundRequest webPortsOnly() {
        return new OutboundRequest(method, uri, headers, body, timeout, maxBytes, redirects, true);
    }

    OutboundRequest redirected(String nextMethod, URI nextUri, Map<String, String> nextHeaders, byte[] nextBody) {
        return new OutboundRequest(
                nextMethod, nextUri, nextHeaders, nextBody, timeout, maxBytes, redirects, webPortsOnly);
    }

    public String method() {
        return method;
    }

    public URI uri() {
        return uri;
    }

    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }

    public byte[] body() {
        return body.clone();
    }

    public Duration timeout() {
        return timeout;
    }

    public int maxBytes() {
        return maxBytes;
    }

    /** How many redirects are followed; with none, a redirect is the answer. */
    int redirects() {
        return redirects;
    }

    boolean isWebPortsOnly() {
        return webPortsOnly;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
