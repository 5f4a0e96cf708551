package heddle.kernel.http;

import heddle.kernel.id.Ids;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/** Reads who and what a request is from its connection and headers, trusting only named proxies. */
public final class RequestFacts {
    static final HeaderName IDEMPOTENCY_KEY = HeaderNames.create("Idempotency-Key");
    static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final HeaderName FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
    private static final Pattern GIVEN_ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");
    private static final int MAX_USER_AGENT = 300;

    private final Ids ids;
    private final List<Cidr> trustedProxies;

    public RequestFacts(Ids ids, List<Cidr> trustedProxies) {
        this.ids = ids;
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    String requestId(ServerRequest wire) {
        return requestId(wire.headers());
    }

    String requestId(Headers headers) {
        if (headers.contains(REQUEST_ID)) {
            String given = headers.get(REQUEST_ID).get();
            if (GIVEN_ID.matcher(given).matches()) {
                return given;
            }
        }
        return ids.next("req");
    }

    String userAgent(ServerRequest wire) {
        return userAgent(wire.headers());
    }

    String userAgent(Headers headers) {
        if (!headers.contains(HeaderNames.USER_AGENT)) {
            return "";
        }
        String value = headers.get(HeaderNames.USER_AGENT).get();
        return value.length() > MAX_USER_AGENT ? value.substring(0, MAX_USER_AGENT) : value;
    }

    /** The client's address: the right-most forwarded one that is not a trusted proxy of ours. */
    String ip(ServerRequest wire) {
        return ip(wire.remotePeer().host(), wire.headers());
    }

    String ip(String peer, Headers headers) {
        if (trustedProxies.isEmpty() || !trusted(peer) || !headers.contains(FORWARDED_FOR)) {
            return peer;
        }
        String[] hops = headers.get(FORWARDED_FOR).get().split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            String hop = hops[i].trim();
            if (!trusted(hop)) {
                return Cidr.isAddress(hop) ? hop : peer;
            }
        }
        return peer;
    }

    private boolean trusted(String address) {
        if (!Cidr.isAddress(address)) {
            return false;
        }
        InetAddress parsed = Cidr.address(address);
        return trustedProxies.stream().anyMatch(c -> c.contains(parsed));
    }
}
