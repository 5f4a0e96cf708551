package heddle.server.identity;

import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Somebody who has signed up with a tenant. */
record Person(TestTenant tenant, String id, String email, JsonNode session) {
    static final String PASSWORD = "correct horse battery";
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Pattern TOKEN = Pattern.compile("[?&]token=([A-Za-z0-9_-]+)");
    private static final Pattern CODE = Pattern.compile("\\b([0-9]{6})\\b");

    /** An address that nobody else has. */
    static String address() {
        return "person" + COUNT.incrementAndGet() + "-" + System.nanoTime() + "@example.com";
    }

    /** A key as a browser would hold it, for the ways in. */
    static Api door(TestTenant tenant) {
        return tenant.server().as(tenant.token(new String[] {"auth", "read"}, "publishable"));
    }

    static Person signUp(TestTenant tenant) {
        String email = address();
        Answer answer = door(tenant)
                .post("/v1/auth/signup", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD))
                .is(201);
        return new Person(tenant, answer.data().path("user").path("id").stringValue(), email, answer.data());
    }

    String accessToken() {
        return session.path("access_token").stringValue();
    }

    String refreshToken() {
        return session.path("refresh_token").stringValue();
    }

    String sessionId() {
        return session.path("session_id").stringValue();
    }

    Api api() {
        return tenant.server().as(accessToken());
    }

    /** Signs in once more, as on another device. */
    Person again() {
        Answer answer = door(tenant)
                .post("/v1/auth/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD))
                .is(200);
        return new Person(tenant, id, email, answer.data());
    }

    /** Makes the person one with this role. */
    Person withRole(String role) {
        tenant.api().patch("/v1/users/" + id, "{\"role\":\"" + role + "\"}").is(200);
        return this;
    }

    /** The newest message to an address. */
    static JsonNode mail(TestTenant tenant, String to) {
        JsonNode messages = tenant.server()
                .operator()
                .get("/v1/platform/outbox?limit=1&to=" + to.replace("+", "%2B"))
                .is(200)
                .data()
                .path("messages");
        if (messages.isEmpty()) {
            throw new AssertionError("Nothing was sent to " + to);
        }
        return messages.get(0);
    }

    static long mails(TestTenant tenant, String to) {
        return tenant.server()
                .operator()
                .get("/v1/platform/outbox?limit=1&to=" + to.replace("+", "%2B"))
                .is(200)
                .data()
                .path("total")
                .longValue();
    }

    static String token(TestTenant tenant, String to) {
        return found(TOKEN, mail(tenant, to).path("text").stringValue());
    }

    static String code(TestTenant tenant, String to) {
        return found(CODE, mail(tenant, to).path("text").stringValue());
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("No " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}
