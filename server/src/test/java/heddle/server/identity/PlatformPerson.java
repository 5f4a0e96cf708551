package heddle.server.identity;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Somebody who registered at the platform. */
public record PlatformPerson(TestServer server, String email, String id, String token, String refreshToken) {
    public static final String PASSWORD = "correct horse battery";
    private static final AtomicInteger COUNT = new AtomicInteger();

    public static PlatformPerson register(TestServer server) {
        String email = freshEmail();
        Answer answer = register(server, email).is(201);
        return new PlatformPerson(
                server,
                email,
                answer.json().path("user").path("id").stringValue(),
                answer.json().path("access_token").stringValue(),
                answer.json().path("refresh_token").stringValue());
    }

    static Answer register(TestServer server, String email) {
        return server.as(null)
                .post("/api/auth/register", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD));
    }

    static String freshEmail() {
        return "person" + COUNT.incrementAndGet() + "@platform.example";
    }

    public Api api() {
        return server.as(token);
    }

    /** The same person at a page of ours, signed in by its form; pages are held to no contract. */
    public Api browser() {
        return inBrowser(server)
                .with(
                        "Cookie",
                        cookie(signIn(server, email, PASSWORD, "/market").is(302)));
    }

    /** Nobody at a page of ours. */
    public static Api inBrowser(TestServer server) {
        return new Api(server.base(), null, (String) null).with("Origin", server.base());
    }

    static Answer signIn(TestServer server, String email, String password, String to) {
        return form(inBrowser(server), "/market/sign-in", Map.of("email", email, "password", password, "to", to));
    }

    /** Sends a form. */
    public static Answer form(Api visitor, String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(f -> f.getKey() + "=" + URLEncoder.encode(f.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return visitor.send("POST", path, body.getBytes(StandardCharsets.UTF_8), "application/x-www-form-urlencoded");
    }

    /** What a browser would send back of the cookie that an answer sets. */
    static String cookie(Answer answer) {
        return String.valueOf(answer.header("Set-Cookie")).split(";", 2)[0];
    }

    /** What an authenticator app shows now for a secret. */
    public static String totp(TestServer server, String secret) {
        return new AuthenticatorApp(secret).code(Enrolled.now(server));
    }

    /** A key of this person with these scopes, e.g. {@code "read", "trigger"}. */
    public String key(String... scopes) {
        return api().post(
                        "/api/keys", "{\"name\":\"test\",\"scopes\":[\"%s\"]}".formatted(String.join("\",\"", scopes)))
                .is(201)
                .json()
                .path("key")
                .stringValue();
    }
}
