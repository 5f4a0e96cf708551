package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The staff of a Hub, from its setup on. */
final class HubTeam {
    static final String PASSWORD = "correct horse battery";
    static final String OWNER = "owner@hub.example";
    private static final Pattern INVITE = Pattern.compile("/invite/([A-Za-z0-9_-]{43})");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static @Nullable HubTeam shared;

    /** Somebody of the staff. */
    record Member(TestServer server, String id, String email, String token) {
        Api api() {
            return server.as(token);
        }

        /** The same person in a browser that holds the session cookie. */
        Api browser() {
            return server.as(null).with("Cookie", "authjs.session-token=" + token);
        }
    }

    private final TestServer server;
    private Member owner;

    HubTeam(TestServer server) {
        this.server = server;
        Answer made = server.as(null)
                .post(
                        "/api/v1/setup",
                        "{\"email\":\"%s\",\"name\":\"Olga Owner\",\"password\":\"%s\"}".formatted(OWNER, PASSWORD))
                .is(201);
        assertThat(made.data().path("role").stringValue()).isEqualTo("OWNER");
        this.owner =
                new Member(server, made.id(), OWNER, made.data().path("token").stringValue());
    }

    /** The team of the server that all tests share; other tests move its clock, so the owner signs in anew. */
    static synchronized HubTeam shared() {
        if (shared == null) {
            shared = new HubTeam(TestServer.shared());
        }
        shared.owner = shared.signIn(OWNER);
        return shared;
    }

    Member owner() {
        return owner;
    }

    /** A new member, invited by the owner. */
    Member member(String role) {
        String email = freshEmail();
        invite(owner.api(), email, role.equals("OWNER") ? "ADMIN" : role).is(201);
        Member member = accept(invitationToken(email), email);
        if (role.equals("OWNER")) {
            owner.api()
                    .patch("/api/v1/admin/staff/" + member.id(), "{\"role\":\"OWNER\"}")
                    .is(200);
            return signIn(email);
        }
        return member;
    }

    static String freshEmail() {
        return "member" + COUNT.incrementAndGet() + "@hub.example";
    }

    static Answer invite(Api api, String email, String role) {
        return api.post("/api/v1/admin/staff/invite", "{\"email\":\"%s\",\"role\":\"%s\"}".formatted(email, role));
    }

    Member accept(String token, String email) {
        Answer accepted = server.as(null)
                .post(
                        "/api/v1/auth/accept-invite",
                        "{\"token\":\"%s\",\"name\":\"New Member\",\"password\":\"%s\"}".formatted(token, PASSWORD))
                .is(201);
        return new Member(
                server,
                accepted.data().path("staff").path("id").stringValue(),
                email,
                accepted.data().path("token").stringValue());
    }

    Member signIn(String email) {
        JsonNode in = login(email, PASSWORD).is(200).data();
        return new Member(
                server,
                in.path("user").path("id").stringValue(),
                email,
                in.path("token").stringValue());
    }

    Answer login(String email, String password) {
        return login(server.as(null), email, password);
    }

    static Answer login(Api api, String email, String password) {
        return api.post(
                "/api/auth/callback/credentials", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
    }

    /** The text of the newest mail to an address. */
    String mail(String to) {
        return server.operator()
                .get("/v1/platform/outbox?limit=1&to=" + to)
                .is(200)
                .data()
                .path("messages")
                .path(0)
                .path("text")
                .asString("");
    }

    String invitationToken(String email) {
        Matcher link = INVITE.matcher(mail(email));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }
}
