package heddle.market.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpClient;
import com.stripe.net.HttpContent;
import com.stripe.net.HttpHeaders;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries the calls of Stripe's library over our own way out, under the same rules as every other call. */
final class StripeWire extends HttpClient {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Set<String> OURS = Set.of("content-type", "content-length", "host", "connection");

    private final Outbound outbound;

    StripeWire(Outbound outbound) {
        this.outbound = outbound;
    }

    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        try {
            OutboundResponse answer = outbound.send(translated(request));
            return new StripeResponse(answer.status(), HttpHeaders.of(answer.headers()), answer.text());
        } catch (OutboundFailed | OutboundRefused e) {
            throw new ApiConnectionException(String.valueOf(e.getMessage()), e);
        }
    }

    private static OutboundRequest translated(StripeRequest request) {
        @Nullable HttpContent content = request.content();
        OutboundRequest call = OutboundRequest.of(
                        request.method().name(),
                        URI.create(request.url().toString()),
                        content == null ? new byte[0] : content.byteArrayContent())
                .timeout(PATIENCE);
        for (Map.Entry<String, List<String>> header : request.headers().map().entrySet()) {
            if (!OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                call = call.header(header.getKey(), String.join(", ", header.getValue()));
            }
        }
        return content == null ? call : call.header("Content-Type", content.contentType());
    }
}
