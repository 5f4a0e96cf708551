package heddle.identity.oauth;

import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.OutboundFailed;
import heddle.kernel.outbound.OutboundRefused;
import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import tools.jackson.databind.JsonNode;

/** Calls to a provider: guarded, ten seconds at most, and every failure a problem that names the provider. */
final class ProviderClient {
    private final Outbound outbound;

    ProviderClient(Outbound outbound) {
        this.outbound = outbound;
    }

    /**
     * @throws Problem 400 PROVIDER_FAILED
     */
    JsonNode json(String url, String bearer) {
        OutboundRequest request = OutboundRequest.get(uri(url))
                .header("Accept", "application/json")
                .header("User-Agent", "Heddle");
        return json(send(bearer.isEmpty() ? request : request.header("Authorization", "Bearer " + bearer)));
    }

    /** Sends whatever is asked; the answer may have any status. */
    OutboundResponse send(OutboundRequest request) {
        try {
            return outbound.send(request);
        } catch (OutboundFailed | OutboundRefused e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode json(OutboundResponse answer) {
        if (!answer.ok()) {
            throw failed("It answered with the status " + answer.status());
        }
        return parsed(answer);
    }

    static JsonNode parsed(OutboundResponse answer) {
        try {
            return Json.parse(answer.body());
        } catch (Problem noJson) {
            throw failed("Its answer is no JSON");
        }
    }

    static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw failed("It names an address that is none");
        }
    }

    static Problem failed(String why) {
        return Problem.badRequest("PROVIDER_FAILED", "The provider could not be asked: " + why);
    }
}
