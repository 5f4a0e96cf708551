package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;

class UsersTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    private String create(String json) {
        return api.post("/v1/users", json).is(201).id();
    }

    @Test
    void createsFindsAndChangesUsers() {
        String email = Person.address();
        Answer made = api.post(
                        "/v1/users",
                        "{\"email\":\"%s\",\"password\":\"%s\",\"email_verified\":true,\"user_metadata\":{\"name\":\"Ann\"}}"
                                .formatted(email.toUpperCase(java.util.Locale.ROOT), Person.PASSWORD))
                .is(201);
        assertThat(made.data().path("email").stringValue()).isEqualTo(email);
        assertThat(made.data().path("email_verified").booleanValue()).isTrue();
        assertThat(made.data().path("roles").get(0).stringValue()).isEqualTo("authenticated");
        assertThat(made.text()).doesNotContain("argon2").doesNotContain(Person.PASSWORD);
        assertThat(api.get("/v1/users?search=" + email.substring(0, 12)).is(200).data().path("total").intValue())
                .isEqualTo(1);
        assertThat(api.get("/v1/users?search=100%25").is(200).data().path("total").intValue()).isZero();
        assertThat(api.get("/v1/users?role=owner").is(200).data().path("total").intValue()).isZero();
        Answer changed = api.patch("/v1/users/" + made.id(), "{\"app_metadata\":{\"team\":\"red\"},\"phone\":\"+15550001111\"}")
                .is(200);
        assertThat(changed.data().at("/app_metadata/team").stringValue()).isEqualTo("red");
        Person.door(tenant)
                .post("/v1/auth/login", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, Person.PASSWORD))
                .is(200);
    }

    @Test
    void refusesWhatCannotBeAnAccount() {
        String email = Person.address();
        create("{\"email\":\"" + email + "\"}");
        api.post("/v1/users", "{\"email\":\"" + email + "\"}").refused(409, "EMAIL_EXISTS");
        create("{\"phone\":\"+15550002222\"}");
        api.post("/v1/users", "{\"phone\":\"+1 555 000 2222\"}").refused(409, "PHONE_EXISTS");
        assertThat(api.post("/v1/users", "{\"password\":\"x\",\"role\":\"king\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("email required", "password weak_password");
        assertThat(api.post("/v1/users", "{\"email\":\"" + Person.address() + "\",\"role\":\"king\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("role not_in_enum");
    }

    @Test
    void keepsPublishableKeysAndPeopleWithoutThePermissionOut() {
        Person person = Person.signUp(tenant);
        Person.door(tenant).get("/v1/users").refused(403, "INSUFFICIENT_SCOPE");
        Person.door(tenant).delete("/v1/users/" + person.id()).refused(403, "INSUFFICIENT_SCOPE");
        person.api().get("/v1/users").refused(403, "INSUFFICIENT_SCOPE");
        person.withRole("admin").api().get("/v1/users").is(200);
    }

    @Test
    void letsNobodyRaiseThemselvesOrOthersAboveThemselves() {
        Person admin = Person.signUp(tenant).withRole("admin");
        Person other = Person.signUp(tenant);
        admin.api().patch("/v1/users/" + admin.id(), "{\"role\":\"owner\"}").refused(403, "SCOPE_ESCALATION");
        admin.api().patch("/v1/users/" + other.id(), "{\"role\":\"owner\"}").refused(403, "SCOPE_ESCALATION");
        admin.api()
                .post("/v1/roles/assign", "{\"user_id\":\"%s\",\"role_id\":\"role_owner\"}".formatted(other.id()))
                .refused(403, "SCOPE_ESCALATION");
        admin.api()
                .post("/v1/roles", "{\"name\":\"sneaky\",\"permissions\":[\"*\"]}")
                .refused(403, "SCOPE_ESCALATION");
        admin.api()
                .post("/v1/roles", "{\"name\":\"heir\",\"parent_role_id\":\"role_owner\"}")
                .refused(403, "SCOPE_ESCALATION");
        other.api()
                .patch("/v1/auth/user", "{\"role\":\"owner\",\"app_metadata\":{\"x\":1}}")
                .is(200);
        assertThat(api.get("/v1/users/" + other.id()).data().path("role").stringValue())
                .isEqualTo("authenticated");
        assertThat(api.get("/v1/users/" + other.id()).data().path("app_metadata").isEmpty())
                .isTrue();
    }

    @Test
    void keepsTheLastOwner() {
        Person owner = Person.signUp(tenant).withRole("owner");
        api.patch("/v1/users/" + owner.id(), "{\"banned\":true}").refused(409, "INVALID_STATE");
        api.patch("/v1/users/" + owner.id(), "{\"role\":\"member\"}").refused(409, "INVALID_STATE");
        api.delete("/v1/users/" + owner.id()).refused(409, "INVALID_STATE");
        Person second = Person.signUp(tenant).withRole("owner");
        second.api().patch("/v1/users/" + second.id(), "{\"banned\":true}").refused(409, "INVALID_STATE");
        second.api().delete("/v1/users/" + second.id()).refused(409, "INVALID_STATE");
        api.patch("/v1/users/" + owner.id(), "{\"banned\":true}").is(200);
    }

    @Test
    void deletesAUserAndKeepsWhatTheyMade() {
        tenant.type("{\"name\":\"note\",\"properties\":[{\"name\":\"title\",\"data_type\":\"string\"}]}");
        Person person = Person.signUp(tenant);
        String object = person.api()
                .post("/v1/objects/note", "{\"properties\":{\"title\":\"kept\"}}")
                .is(201)
                .id();
        Answer asked = api.delete("/v1/users/" + person.id()).refused(409, "DEPENDENCY_EXISTS");
        assertThat(asked.json().at("/error/dependencies/0/type").stringValue()).isEqualTo("objects");
        String token = asked.json().at("/error/confirm_token").stringValue();
        assertThat(api.delete("/v1/users/" + person.id() + "?force=true&confirm_token=" + token)
                        .is(200)
                        .data()
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        assertThat(api.get("/v1/objects/note/" + object).is(200).data().path("created_by").stringValue())
                .isEqualTo(person.id());
        person.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        api.get("/v1/users/" + person.id()).refused(404, "NOT_FOUND");
    }

    @Test
    void givesRolesThatTakeEffectInOpenSessionsAndInherit() {
        Person person = Person.signUp(tenant);
        String base = api.post("/v1/roles", "{\"name\":\"reader\",\"permissions\":[\"users:read\"]}")
                .is(201)
                .id();
        String child = api.post(
                        "/v1/roles",
                        "{\"name\":\"editor\",\"parent_role_id\":\"%s\",\"permissions\":[\"schema:manage\"]}"
                                .formatted(base))
                .is(201)
                .id();
        person.api().get("/v1/users").refused(403, "INSUFFICIENT_SCOPE");
        String assign = "{\"user_id\":\"%s\",\"role_id\":\"%s\"}".formatted(person.id(), child);
        api.post("/v1/roles/assign", assign).is(200);
        api.post("/v1/roles/assign", assign).is(200);
        person.api().get("/v1/users").is(200);
        assertThat(api.get("/v1/roles/" + child).data().path("effective_permissions").toString())
                .contains("users:read", "schema:manage");
        api.put("/v1/roles/" + base + "/permissions", "{\"permissions\":[]}").is(200);
        person.api().get("/v1/users").refused(403, "INSUFFICIENT_SCOPE");
        assertThat(api.get("/v1/users/" + person.id() + "/roles").data()).hasSize(2);
        api.patch("/v1/roles/" + base, "{\"parent_role_id\":\"" + child + "\"}").refused(400, "VALIDATION_ERROR");
        api.delete("/v1/roles/role_admin").refused(409, "INVALID_STATE");
        api.delete("/v1/roles/" + child).refused(409, "DEPENDENCY_EXISTS");
        api.delete("/v1/roles/" + child + "/users/" + person.id()).is(200);
        api.delete("/v1/roles/" + child + "/users/" + person.id()).refused(404, "NOT_FOUND");
        api.delete("/v1/roles/" + child).is(200);
        api.post("/v1/roles", "{\"name\":\"admin\"}").refused(409, "DUPLICATE_VALUE");
        assertThat(api.post("/v1/roles", "{\"name\":\"x y\",\"permissions\":[\"fly\"]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .contains("name invalid_format");
    }

    @Test
    void letsPoliciesSpeakOfRolesThatTheTenantMade() {
        tenant.type("{\"name\":\"memo\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"}]}");
        String policy = "{\"name\":\"p\",\"action\":\"select\",\"role\":\"auditor\",\"condition_json\":{}}";
        api.post("/v1/object-types/memo/policies", policy).refused(400, "VALIDATION_ERROR");
        String role = api.post("/v1/roles", "{\"name\":\"auditor\"}").is(201).id();
        api.post("/v1/object-types/memo/policies", policy).is(201);
        String object = tenant.object("memo", "{\"text\":\"secret\"}");
        Person person = Person.signUp(tenant);
        person.api().get("/v1/objects/memo/" + object).refused(404, "NOT_FOUND");
        api.post("/v1/roles/assign", "{\"user_id\":\"%s\",\"role_id\":\"%s\"}".formatted(person.id(), role)).is(200);
        person.api().get("/v1/objects/memo/" + object).is(200);
    }
}
