package heddle.market.verify;

import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.outbound.RedirectedTooOften;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Calls of URLs that stand in plans and outputs: to the ports of the web, following three redirects at most. */
final class WebCalls {
    static final int MAX_URL = 2_000;
    static final int TRIES = 3;
    private static final int MAX_BODY = 1 << 20;
    private static final int MAX_REDIRECTS = 3;

    private final Outbound outbound;

    WebCalls(Outbound outbound) {
        this.outbound = outbound;
    }

    /** The URL in a text, or null where it is none of the web. */
    static @Nullable URI uri(String text) {
        try {
            URI uri = new URI(text);
            boolean web = String.valueOf(uri.getScheme()).matches("(?i)https?");
            return web && uri.getHost() != null && text.length() <= MAX_URL ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /**
     * The answer, whatever its status, of the first of three tries that has one.
     *
     * @throws heddle.kernel.outbound.OutboundRefused when the URL may not be called
     * @throws RedirectedTooOften at once; another try would be led round the same way
     * @throws OutboundFailed when there was no whole answer
     */
    OutboundResponse patiently(URI uri) {
        for (int attempt = 1; ; attempt++) {
            try {
                return outbound.send(shaped(OutboundRequest.get(uri)));
            } catch (OutboundFailed away) {
                if (attempt == TRIES || away instanceof RedirectedTooOften) {
                    throw away;
                }
            }
        }
    }

    /**
     * The same of one try.
     *
     * @throws heddle.kernel.outbound.OutboundRefused when the URL may not be called
     * @throws OutboundFailed when there was no whole answer
     */
    OutboundResponse once(OutboundRequest request) {
        return outbound.send(shaped(request));
    }

    private static OutboundRequest shaped(OutboundRequest request) {
        return request.maxBytes(MAX_BODY).followingRedirects(MAX_REDIRECTS).webPortsOnly();
    }
}
