package heddle.server.identity;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody who registered at the platform. */
public record PlatformPerson(TestServer server, String email, String id, String token, String refreshToken) {
    static final String PASSWORD = "correct horse battery";
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
