package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;

/** The ways in for pages that hold no key. */
class PortalDoorsTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api nobody = TestServer.shared().as(null);

    private String body(String more) {
        return "{\"tenant_id\":\"" + tenant.id() + "\"," + more + "}";
    }

    @Test
    void signsUpInAndOutWithoutAKey() {
        String email = Person.address();
        String who = "\"email\":\"%s\",\"password\":\"%s\"".formatted(email, Person.PASSWORD);
        nobody.post("/v1/auth/portal-signup", body(who)).is(201);
        nobody.post("/v1/auth/portal-login", body(who)).is(200);
        assertThat(nobody.post("/v1/auth/portal-verify-email", "{\"token\":\"" + Person.token(tenant, email) + "\"}")
                        .is(200)
                        .data()
                        .path("message")
                        .stringValue())
                .isNotBlank();
        nobody.post("/v1/auth/portal-signup", "{" + who + "}").refused(400, "TENANT_REQUIRED");
        nobody.post("/v1/auth/portal-signup", "{\"tenant_id\":\"tn_nowhere\"," + who + "}")
                .refused(404, "TENANT_NOT_FOUND");
        nobody.with("X-Tenant-ID", tenant.id()).post("/v1/auth/portal-login", "{" + who + "}").is(200);
        nobody.post("/v1/auth/portal-login", "{" + who + "}").is(200);
    }

    @Test
    void findsTheTenantsOfAnAddressUnlessTheyHide() {
        Person person = Person.signUp(tenant);
        String ask = "{\"email\":\"" + person.email() + "\"}";
        Answer one = nobody.post("/v1/auth/portal-identify", ask).is(200);
        assertThat(one.data().path("tenant_id").stringValue()).isEqualTo(tenant.id());
        TestTenant second = TestServer.shared().tenant();
        Person.door(second)
                .post("/v1/auth/signup", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(person.email(), Person.PASSWORD))
                .is(201);
        Answer two = nobody.post("/v1/auth/portal-identify", ask).is(200);
        assertThat(two.data().path("multiple_tenants").booleanValue()).isTrue();
        assertThat(two.data().path("tenant_id").isNull()).isTrue();
        nobody.post(
                        "/v1/auth/portal-login",
                        "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(person.email(), Person.PASSWORD))
                .refused(400, "TENANT_REQUIRED");
        second.api().patch("/v1/governance", "{\"tenant_lookup\":false}").is(200);
        assertThat(nobody.post("/v1/auth/portal-identify", ask).data().path("tenant_id").stringValue())
                .isEqualTo(tenant.id());
        assertThat(nobody.post("/v1/auth/portal-identify", "{\"email\":\"" + Person.address() + "\"}")
                        .is(200)
                        .data()
                        .path("tenants"))
                .isEmpty();
    }

    @Test
    void resetsAndSignsInByMailAndSms() {
        Person person = Person.signUp(tenant);
        nobody.post("/v1/auth/portal-forgot-password", body("\"email\":\"" + person.email() + "\"")).is(200);
        assertThat(Person.mail(tenant, person.email()).path("text").stringValue())
                .contains("/portal?tenant=" + tenant.id());
        nobody.post(
                        "/v1/auth/portal-reset-password",
                        "{\"token\":\"%s\",\"password\":\"brand new secret\"}"
                                .formatted(Person.token(tenant, person.email())))
                .is(200);
        nobody.post("/v1/auth/portal-magic-link", body("\"email\":\"" + person.email() + "\"")).is(200);
        nobody.post(
                        "/v1/auth/portal-magic-link-verify",
                        "{\"token\":\"" + Person.token(tenant, person.email()) + "\"}")
                .is(200);
        String phone = "+1666" + (1_000_000 + (int) (System.nanoTime() % 8_999_999));
        nobody.post("/v1/auth/portal-otp-send", body("\"phone\":\"" + phone + "\"")).is(200);
        nobody.post(
                        "/v1/auth/portal-otp-verify",
                        body("\"phone\":\"%s\",\"code\":\"%s\"".formatted(phone, Person.code(tenant, phone))))
                .is(200);
    }

    @Test
    void knowsNoLinkOfAnotherTenant() {
        Person person = Person.signUp(tenant);
        Person.door(tenant).post("/v1/auth/magic-link", "{\"email\":\"" + person.email() + "\"}").is(200);
        String link = "{\"token\":\"" + Person.token(tenant, person.email()) + "\"}";
        Person.door(TestServer.shared().tenant())
                .post("/v1/auth/magic-link/verify", link)
                .refused(400, "INVALID_TOKEN");
        Person.door(tenant).post("/v1/auth/magic-link/verify", link).is(200);
    }
}
