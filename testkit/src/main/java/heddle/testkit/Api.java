package heddle.testkit;

import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** A caller of the server: one credential, and every answer held to the contract. */
public final class Api {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final String base;
    private final @Nullable Contract contract;
    private final Map<String, String> headers;

    public Api(String base, @Nullable Contract contract, @Nullable String token) {
        this(base, contract, token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
    }

    private Api(String base, @Nullable Contract contract, Map<String, String> headers) {
        this.base = base;
        this.contract = contract;
        this.headers = headers;
    }

    public String base() {
        return base;
    }

    /** The same caller with a further header. */
    public Api with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Api(base, contract, more);
    }

    public Answer get(String path) {
        return send("GET", path, null, null);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, null);
    }

    /** Sends JSON text. */
    public Answer post(String path, String json) {
        return send("POST", path, json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "application/json");
    }

    public Answer post(String path, JsonNode json) {
        return post(path, json.toString());
    }

    public Answer post(String path) {
        return send("POST", path, null, null);
    }

    public Answer patch(String path, String json) {
        return send("PATCH", path, json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "application/json");
    }

    public Answer put(String path, String json) {
        return send("PUT", path, json.getBytes(java.nio.charset.StandardCharsets.UTF_8), "application/json");
    }

    public Answer send(String method, String path, byte @Nullable [] body, @Nullable String contentType) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        headers.forEach(request::header);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        request.method(
                method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        Answer answer = answer(method + " " + path, request.build());
        if (contract != null) {
            contract.check(method, path.replaceAll("\\?.*", ""), answer);
        }
        return answer;
    }

    private static Answer answer(String asked, HttpRequest request) {
        try {
            HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(asked, response, json(response));
        } catch (IOException e) {
            throw new UncheckedIOException(asked, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        boolean json = response.headers().firstValue("Content-Type").orElse("").matches(".*[/+]json.*");
        try {
            return json && response.body().length > 0
                    ? Json.mapper().readTree(response.body())
                    : Json.mapper().missingNode();
        } catch (JacksonException e) {
            throw new IllegalStateException(
                    "Not JSON: " + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8), e);
        }
    }
}
