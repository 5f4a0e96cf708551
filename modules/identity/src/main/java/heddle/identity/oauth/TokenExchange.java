package heddle.identity.oauth;

import heddle.kernel.outbound.OutboundRequest;
import heddle.kernel.outbound.OutboundResponse;
import heddle.kernel.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Exchanges the code that a browser brought back for tokens, which go from server to server. */
final class TokenExchange {
    /** Tokens of the provider; empty where it gave none. */
    record Granted(String accessToken, String idToken) {}

    private final ProviderClient client;

    TokenExchange(ProviderClient client) {
        this.client = client;
    }

    /**
     * @param secretInBody whether the client's secret goes into the form instead of the header
     * @throws Problem 400 PROVIDER_FAILED
     */
    Granted run(Provider provider, String url, boolean secretInBody, String code, String verifier, String redirectUri) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirectUri);
        form.put("client_id", provider.clientId());
        form.put("code_verifier", verifier);
        boolean secret = !provider.clientSecret().isEmpty();
        if (secret && secretInBody) {
            form.put("client_secret", provider.clientSecret());
        }
        OutboundRequest request =
                OutboundRequest.form(ProviderClient.uri(url), form).header("Accept", "application/json");
        OutboundResponse answer =
                client.send(secret && !secretInBody ? request.header("Authorization", basic(provider)) : request);
        JsonNode tokens = ProviderClient.parsed(answer);
        // GitHub answers 200 to a code that it refuses.
        if (!answer.ok() || tokens.has("error")) {
            String error = tokens.path("error").asString("status " + answer.status());
            throw ProviderClient.failed("It refused the code (" + printable(error) + ")");
        }
        return new Granted(
                tokens.path("access_token").asString(""),
                tokens.path("id_token").asString(""));
    }

    private static String basic(Provider provider) {
        String pair = encoded(provider.clientId()) + ":" + encoded(provider.clientSecret());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String printable(String text) {
        String bare = text.replaceAll("[^A-Za-z0-9_ .-]", "");
        return bare.length() > 100 ? bare.substring(0, 100) : bare;
    }
}
