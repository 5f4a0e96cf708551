package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import org.junit.jupiter.api.Test;

/** Comments, and the notifications that they and the account's safety cause. */
class CommentsTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Person ann = Person.signUp(tenant);
    private final Person bob = Person.signUp(tenant);
    private final String path;

    CommentsTest() {
        tenant.type("{\"name\":\"task\",\"properties\":[{\"name\":\"title\",\"data_type\":\"string\"}]}");
        tenant.api()
                .post("/v1/object-types/task/policies", "{\"name\":\"all\",\"action\":\"all\",\"condition_json\":{}}")
                .is(201);
        String object = ann.api().post("/v1/objects/task", "{\"properties\":{\"title\":\"t\"}}").is(201).id();
        path = "/v1/objects/task/" + object + "/comments";
    }

    private static String body(String text) {
        return "{\"body\":\"" + text + "\"}";
    }

    @Test
    void letsPeopleCommentAndOnlyAuthorsChange() {
        Answer first = ann.api().post(path, body("hello")).is(201);
        bob.api().post(path, body("hi <b>there</b>")).is(201);
        tenant.api().post(path, body("a program")).refused(403, "USER_REQUIRED");
        Answer page = tenant.api().get(path + "?limit=1").is(200);
        assertThat(page.data().path("total").intValue()).isEqualTo(2);
        assertThat(page.data().at("/results/0/body").stringValue()).isEqualTo("hi <b>there</b>");
        assertThat(page.data().at("/results/0/author/email").stringValue()).isEqualTo(bob.email());
        Answer rest = tenant.api()
                .get(path + "?limit=1&cursor=" + page.data().path("next_cursor").stringValue())
                .is(200);
        assertThat(rest.data().at("/results/0/id").stringValue()).isEqualTo(first.id());
        bob.api().patch(path + "/" + first.id(), body("not mine")).refused(403, "FORBIDDEN");
        bob.api().delete(path + "/" + first.id()).refused(403, "FORBIDDEN");
        assertThat(ann.api().patch(path + "/" + first.id(), body("edited")).is(200).data().path("is_edited").booleanValue())
                .isTrue();
        Person.signUp(tenant).withRole("admin").api().delete(path + "/" + first.id()).is(200);
        ann.api().delete(path + "/" + first.id()).refused(404, "NOT_FOUND");
        ann.api().post(path, body("")).refused(400, "VALIDATION_ERROR");
        ann.api().post(path, body("x".repeat(10_001))).refused(400, "VALIDATION_ERROR");
    }

    @Test
    void hidesCommentsOfObjectsThatOneMayNotSee() {
        tenant.type("{\"name\":\"own\",\"properties\":[{\"name\":\"title\",\"data_type\":\"string\"}]}");
        String object = ann.api().post("/v1/objects/own", "{\"properties\":{}}").is(201).id();
        String own = "/v1/objects/own/" + object + "/comments";
        ann.api().post(own, body("private")).is(201);
        bob.api().get(own).refused(404, "NOT_FOUND");
        bob.api().post(own, body("peek")).refused(404, "NOT_FOUND");
    }

    @Test
    void tellsThoseWhoAreNamedAndThoseConcerned() {
        bob.api().post(path, body("look @" + bob.id() + " and @" + ann.email())).is(201);
        assertThat(bob.api().get("/v1/auth/notifications/count").is(200).data().path("count").intValue())
                .isZero();
        Answer mine = ann.api().get("/v1/auth/notifications?unread=true").is(200);
        assertThat(mine.data().path("total").intValue()).isEqualTo(1);
        assertThat(mine.data().at("/results/0/category").stringValue()).isEqualTo("mentions");
        assertThat(mine.text()).doesNotContain("look @");
        String id = mine.data().at("/results/0/id").stringValue();
        bob.api().patch("/v1/auth/notifications/" + id + "/read", "{}").refused(404, "NOT_FOUND");
        ann.api().patch("/v1/auth/notifications/" + id + "/read", "{}").is(200);
        ann.api().patch("/v1/auth/notifications/" + id + "/read", "{}").is(200);
        assertThat(ann.api().get("/v1/auth/notifications/count").data().path("count").intValue())
                .isZero();
        ann.api().post(path, body("again")).is(201);
        assertThat(bob.api().get("/v1/auth/notifications").data().at("/results/0/category").stringValue())
                .isEqualTo("comments");
        assertThat(bob.api().post("/v1/auth/notifications/read-all").is(200).data().path("updated").intValue())
                .isEqualTo(1);
    }

    @Test
    void sendsByTheWaysThatEachHasChosen() {
        long before = Person.mails(tenant, ann.email());
        ann.api()
                .put("/v1/auth/notifications/preferences", "{\"channel\":\"email\",\"enabled\":true,\"categories\":[\"workflow\"]}")
                .is(200);
        bob.api().post(path, body("one")).is(201);
        assertThat(Person.mails(tenant, ann.email())).isEqualTo(before);
        ann.api().delete("/v1/auth/notifications/preferences/email").is(200);
        ann.api().delete("/v1/auth/notifications/preferences/email").refused(404, "NOT_FOUND");
        bob.api().post(path, body("two")).is(201);
        assertThat(Person.mails(tenant, ann.email())).isEqualTo(before + 1);
        assertThat(ann.api()
                        .put(
                                "/v1/auth/notifications/preferences",
                                "{\"channel\":\"pigeon\",\"enabled\":true,\"categories\":[\"gossip\"]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .contains("channel invalid_format");
    }

    @Test
    void mailsSecurityNoticesWhateverSomebodyChose() {
        ann.api()
                .put("/v1/auth/notifications/preferences", "{\"channel\":\"email\",\"enabled\":false}")
                .is(200);
        long before = Person.mails(tenant, ann.email());
        ann.api().patch("/v1/auth/user", "{\"password\":\"a wholly new secret\"}").is(200);
        assertThat(Person.mails(tenant, ann.email())).isEqualTo(before + 1);
    }
}
