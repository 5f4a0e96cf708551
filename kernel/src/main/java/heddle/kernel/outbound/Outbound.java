package heddle.kernel.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Calls other servers over HTTP. The URL may come from anybody: only addresses within {@link Reach} are connected to, at
 * every redirect anew, and a call ends at its time and size. Never call from within a transaction.
 */
public final class Outbound {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e]{0,8192}");
    /** These frame the message; set by a caller they could make two of one. */
    private static final Set<String> FRAMING =
            Set.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "expect", "te", "trailer");
    /** What another origin may be told after a redirect: nothing that could be a credential. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "content-type", "user-agent");

    private final Reach reach;
    private final HostLookup lookup;
    private final Supplier<SSLContext> trust;

    public Outbound(Reach reach) {
        this(reach, InetAddress::getAllByName, Outbound::trustOfJava);
    }

    Outbound(Reach reach, HostLookup lookup, Supplier<SSLContext> trust) {
        this.reach = reach;
        this.lookup = lookup;
        this.trust = trust;
    }

    /**
     * Makes the call and reads the whole answer, whatever its status.
     *
     * @throws OutboundRefused when this call is never made
     * @throws OutboundFailed when there was no whole answer in time, or {@link RedirectedTooOften}
     */
    public OutboundResponse send(OutboundRequest request) {
        checkShape(request);
        try {
            return Deadline.within(request.timeout(), () -> follow(request));
        } catch (TimeoutException e) {
            throw new OutboundFailed(
                    request.uri().getHost() + " did not answer within "
                            + request.timeout().toMillis() + " ms",
                    e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case InterruptedException _ -> throw new OutboundFailed("The call was interrupted", e);
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private OutboundResponse follow(OutboundRequest first) {
        OutboundRequest request = first;
        for (int hop = 0; ; hop++) {
            Destination to = Destination.of(request.uri(), reach, lookup);
            if (first.isWebPortsOnly() && !to.hasWebPort() && !reach.opens(to.address())) {
                throw new OutboundRefused("Only the ports 80 and 443 may be called; HEDDLE_OUTBOUND_ALLOW can open all"
                        + " ports of a network");
            }
            OutboundResponse answer = new Exchange(request, to, trust).run();
            String location = answer.header("location");
            boolean redirect = answer.status() >= 301 && answer.status() <= 308 && location != null;
            if (first.redirects() == 0 || !redirect || answer.status() == 304) {
                return answer;
            }
            if (hop == first.redirects()) {
                throw new RedirectedTooOften(first.uri().getHost(), first.redirects());
            }
            request = redirected(request, to, answer.status(), String.valueOf(location));
        }
    }

    private OutboundRequest redirected(OutboundRequest from, Destination left, int status, String location) {
        URI uri;
        try {
            uri = from.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new OutboundFailed(left.host() + " redirects to what is not a URL", e);
        }
        Destination to = Destination.of(uri, reach, lookup);
        if (left.scheme().equals("https") && to.scheme().equals("http")) {
            throw new OutboundRefused(left.host() + " redirects from https to http");
        }
        boolean asGet = status == 303 || (status < 303 && from.method().equals("POST"));
        Map<String, String> headers = new LinkedHashMap<>(from.headers());
        headers.keySet().removeIf(name -> !left.sameOrigin(to) && !HARMLESS.contains(name.toLowerCase(Locale.ROOT)));
        if (!asGet) {
            return from.redirected(from.method(), uri, headers, from.body());
        }
        headers.keySet().removeIf(name -> name.equalsIgnoreCase("Content-Type"));
        return from.redirected(from.method().equals("HEAD") ? "HEAD" : "GET", uri, headers, new byte[0]);
    }

    private static void checkShape(OutboundRequest request) {
        if (!METHODS.contains(request.method())) {
            throw new OutboundRefused("The method must be one of "
                    + String.join(", ", METHODS.stream().sorted().toList()));
        }
        request.headers().forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches() || FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                throw new OutboundRefused("The header " + printable(name) + " cannot be set on a call");
            }
            if (!HEADER_VALUE.matcher(value).matches()) {
                throw new OutboundRefused(
                        "The header " + name + " may hold printable ASCII only, 8192 characters at most");
            }
        });
    }

    private static String printable(String name) {
        return name.replaceAll("[^\\x21-\\x7e]", "?");
    }

    private static SSLContext trustOfJava() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }
}
