package heddle.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The server as commands call it. Whatever does not succeed is a {@link Failure} that tells why. */
final class Server implements AutoCloseable {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final String url;
    private final @Nullable String key;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Server(String url, @Nullable String key) {
        this.url = url;
        this.key = key;
    }

    String url() {
        return url;
    }

    /** What a server answered, whatever it was. */
    record Answer(int status, JsonNode json) {
        boolean ok() {
            return status >= 200 && status < 300;
        }
    }

    JsonNode get(String path) {
        return required(send("GET", path, null, null));
    }

    JsonNode post(String path, @Nullable JsonNode body) {
        return required(ask(path, body));
    }

    /** The same without a judgement of the status. */
    Answer ask(String path, @Nullable JsonNode body) {
        return send("POST", path, body == null ? null : Json.bytes(body), JSON);
    }

    /** Brings a file to the server and answers what it is called there. */
    JsonNode upload(String name, byte[] content) {
        String boundary = "heddle" + UUID.randomUUID().toString().replace("-", "");
        String harmless = name.replaceAll("[\"\\\\\\r\\n]", "_");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + harmless
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(content);
        body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return required(send("POST", "/api/uploads", body.toByteArray(), "multipart/form-data; boundary=" + boundary));
    }

    /** A stream of events, for the caller to close; null where the server has nothing more to tell. */
    @Nullable
    InputStream events(String path, @Nullable String lastId) {
        HttpRequest.Builder request = request(path).header("Accept", EVENTS);
        if (lastId != null) {
            request.header("Last-Event-ID", lastId);
        }
        HttpResponse<InputStream> response = sent(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        return response.statusCode() == 204 ? null : stream(response);
    }

    /** What a request leads to, as it happens and however long it takes, for the caller to close. */
    InputStream events(String path, JsonNode body) {
        HttpRequest request = request(path)
                .header("Accept", EVENTS)
                .header("Content-Type", JSON)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                .build();
        return stream(sent(request, HttpResponse.BodyHandlers.ofInputStream()));
    }

    private InputStream stream(HttpResponse<InputStream> response) {
        if (response.statusCode() == 200) {
            return response.body();
        }
        try (InputStream body = response.body()) {
            throw refusal(new Answer(response.statusCode(), json(body.readAllBytes())));
        } catch (IOException e) {
            throw Failure.unreachable(url, String.valueOf(e.getMessage()));
        }
    }

    static JsonNode required(Answer answer) {
        if (!answer.ok()) {
            throw refusal(answer);
        }
        return answer.json();
    }

    static Failure refusal(Answer answer) {
        JsonNode json = answer.json();
        // What cannot be read at all, such as a body far too large, is refused in the envelope of /v1.
        boolean enveloped = json.path("error").isObject();
        JsonNode told = enveloped ? json.path("error") : json;
        StringBuilder text = new StringBuilder(
                Plain.line(Json.text(told, enveloped ? "message" : "error", "The server answered " + answer.status())));
        json.path("details")
                .path("fields")
                .propertyStream()
                .forEach(field -> text.append("\n  ")
                        .append(Plain.line(
                                field.getKey() + ": " + field.getValue().asString(""))));
        return Failure.refused(Plain.line(Json.text(told, "code", "HTTP_" + answer.status()), 60), text.toString());
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer send(String method, String path, byte @Nullable [] body, @Nullable String contentType) {
        HttpRequest.Builder request = request(path)
                .timeout(ANSWER)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        if (body != null && contentType != null) {
            request.header("Content-Type", contentType);
        }
        HttpResponse<byte[]> response = sent(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return new Answer(response.statusCode(), json(response.body()));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path));
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private <T> HttpResponse<T> sent(HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return client.send(request, body);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw Failure.unreachable(url, "no connection");
        } catch (HttpTimeoutException e) {
            throw Failure.unreachable(url, "no answer within " + ANSWER.toSeconds() + " s");
        } catch (IOException e) {
            throw Failure.unreachable(url, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.unreachable(url, "interrupted");
        }
    }

    /** What is no JSON comes from something else than Heddle. */
    private JsonNode json(byte[] body) {
        JsonNode json = Json.parse(body);
        if (json == null) {
            throw Failure.unreachable(url, "what answers there is not Heddle");
        }
        return json;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
