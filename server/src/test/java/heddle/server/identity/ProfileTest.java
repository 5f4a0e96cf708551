package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;

class ProfileTest {
    private final TestTenant tenant = TestServer.shared().tenant();

    @Test
    void movesToANewAddressOnlyWhenThatIsConfirmed() {
        Person person = Person.signUp(tenant);
        String next = Person.address();
        Answer asked = person.api().patch("/v1/auth/user", "{\"email\":\"" + next + "\"}").is(200);
        assertThat(asked.data().path("email").stringValue()).isEqualTo(person.email());
        assertThat(asked.data().path("pending_email").stringValue()).isEqualTo(next);
        TestServer.shared().as(null).get("/v1/auth/verify?token=" + Person.token(tenant, next)).is(200);
        Answer moved = person.api().get("/v1/auth/user").is(200);
        assertThat(moved.data().path("email").stringValue()).isEqualTo(next);
        assertThat(moved.data().path("email_verified").booleanValue()).isTrue();
        assertThat(Person.mails(tenant, person.email())).isEqualTo(2);
    }

    @Test
    void wantsTheOldPasswordForANewOneAndEndsTheOtherSessions() {
        Person person = Person.signUp(tenant);
        Person other = person.again();
        TestServer.shared().operator().post("/v1/platform/clock", "{\"advance_seconds\":400}").is(200);
        String next = "{\"password\":\"a wholly new secret\"%s}";
        person.api().patch("/v1/auth/user", next.formatted("")).refused(403, "REAUTHENTICATION_REQUIRED");
        person.api()
                .patch("/v1/auth/user", next.formatted(",\"current_password\":\"wrong\""))
                .refused(403, "REAUTHENTICATION_REQUIRED");
        person.api()
                .patch("/v1/auth/user", next.formatted(",\"current_password\":\"" + Person.PASSWORD + "\""))
                .is(200);
        person.api().get("/v1/auth/user").is(200);
        other.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
    }

    @Test
    void mergesMetadataAndConfirmsPhones() {
        Person person = Person.signUp(tenant);
        person.api().patch("/v1/auth/user", "{\"user_metadata\":{\"name\":\"Ann\",\"x\":1}}").is(200);
        assertThat(person.api()
                        .patch("/v1/auth/user", "{\"user_metadata\":{\"x\":null,\"y\":2}}")
                        .is(200)
                        .data()
                        .path("user_metadata")
                        .toString())
                .isEqualTo("{\"name\":\"Ann\",\"y\":2}");
        String phone = "+4915" + (10_000_000 + (int) (System.nanoTime() % 89_999_999));
        person.api().patch("/v1/auth/user", "{\"phone\":\"" + phone + "\"}").is(200);
        person.api()
                .post(
                        "/v1/auth/otp/verify",
                        "{\"phone\":\"%s\",\"code\":\"%s\"}".formatted(phone, Person.code(tenant, phone)))
                .is(200);
        assertThat(person.api().get("/v1/auth/user").data().path("phone_verified").booleanValue())
                .isTrue();
    }

    @Test
    void handsOverEverythingThatItKeepsOfAPerson() {
        tenant.type("{\"name\":\"note\",\"properties\":[{\"name\":\"title\",\"data_type\":\"string\"}]}");
        Person person = Person.signUp(tenant);
        person.api().post("/v1/objects/note", "{\"properties\":{\"title\":\"mine\"}}").is(201);
        Answer export = person.api().get("/v1/auth/me/export").is(200);
        assertThat(export.data().at("/_meta/export_type").stringValue()).isEqualTo("user_data_export");
        assertThat(export.data().at("/_meta/user_id").stringValue()).isEqualTo(person.id());
        assertThat(export.data().at("/objects_created/note/0/properties/title").stringValue())
                .isEqualTo("mine");
        assertThat(export.data().path("audit").toString()).contains("user.login");
        assertThat(export.text()).doesNotContain("argon2");
    }

    @Test
    void keepsKeysOutOfWhatIsForPeople() {
        Api key = tenant.api();
        key.get("/v1/auth/user").refused(403, "USER_REQUIRED");
        key.get("/v1/auth/sessions").refused(403, "USER_REQUIRED");
        key.get("/v1/auth/notifications").refused(403, "USER_REQUIRED");
    }
}
