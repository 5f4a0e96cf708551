package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.util.Map;
import heddle.testkit.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a tenant sets holds, and is not only stored. */
class SettingsTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();
    private final Api door = Person.door(tenant);

    private static String login(String email) {
        return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, Person.PASSWORD);
    }

    @Test
    void masksSecretsAndKeepsThemWhenTheMaskComesBack() {
        String secret = "very-secret-value-1234";
        Answer saved = api.post(
                        "/v1/auth-config",
                        "{\"providers\":{\"google\":{\"enabled\":true,\"client_id\":\"abc\",\"client_secret\":\"%s\"}}}"
                                .formatted(secret))
                .is(200);
        assertThat(saved.text()).doesNotContain(secret);
        assertThat(saved.data().at("/providers/google/client_secret").stringValue()).isEqualTo("••••1234");
        assertThat(saved.data().at("/providers/google/has_client_secret").booleanValue())
                .isTrue();
        api.post("/v1/auth-config", saved.data().toString()).is(200);
        assertThat(api.get("/v1/auth-config").data().at("/providers/google/client_secret").stringValue())
                .isEqualTo("••••1234");
        assertThat(api.get("/v1/audit-logs?limit=50").text()).doesNotContain(secret);
    }

    @Test
    void namesEveryUnknownOrWrongSetting() {
        assertThat(api.post(
                                "/v1/auth-config",
                                "{\"colour\":\"red\",\"jwt\":{\"access_ttl_secs\":5},\"mfa\":{\"policy\":\"maybe\",\"x\":1}}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .contains(
                        "colour unknown_property",
                        "mfa.x unknown_property",
                        "jwt.access_ttl_secs out_of_range",
                        "mfa.policy invalid_format");
        api.post("/v1/auth-config", "{\"allowed_redirect_urls\":[\"not a url\"]}").refused(400, "VALIDATION_ERROR");
    }

    @Test
    void closesSignUpAndWaitsForConfirmation() {
        api.post("/v1/auth-config", "{\"require_email_verification\":true}").is(200);
        String email = Person.address();
        Answer waiting = door.post("/v1/auth/signup", login(email)).is(201);
        assertThat(waiting.data().path("verification_required").booleanValue()).isTrue();
        assertThat(waiting.data().path("access_token").isNull()).isTrue();
        door.post("/v1/auth/login", login(email)).refused(403, "EMAIL_NOT_VERIFIED");
        TestServer.shared().as(null).get("/v1/auth/verify?token=" + Person.token(tenant, email)).is(200);
        door.post("/v1/auth/login", login(email)).is(200);
        api.post("/v1/auth-config", "{\"signup_enabled\":false}").is(200);
        door.post("/v1/auth/signup", login(Person.address())).refused(403, "SIGNUP_DISABLED");
        String unknown = Person.address();
        door.post("/v1/auth/magic-link", "{\"email\":\"" + unknown + "\"}").is(200);
        assertThat(Person.mails(tenant, unknown)).isZero();
    }

    @Test
    void hidesWhichAddressesItKnowsWhenAskedTo() {
        api.post("/v1/auth-config", "{\"enumeration_protection\":true,\"require_email_verification\":true}").is(200);
        String email = Person.address();
        Answer fresh = door.post("/v1/auth/signup", login(email));
        Answer known = door.post("/v1/auth/signup", login(email));
        assertThat(fresh.status()).isEqualTo(known.status()).isEqualTo(200);
        assertThat(fresh.data()).isEqualTo(known.data());
        assertThat(Person.mails(tenant, email)).isEqualTo(2);
    }

    @Test
    void holdsPasswordsToOneLengthFromTwoPlaces() {
        api.patch("/v1/governance", "{\"password_min_length\":14}").is(200);
        assertThat(api.get("/v1/auth-config").data().at("/password_policy/min_length").intValue())
                .isEqualTo(14);
        door.post("/v1/auth/signup", "{\"email\":\"%s\",\"password\":\"thirteen12345\"}".formatted(Person.address()))
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/auth-config", "{\"password_policy\":{\"min_length\":9,\"require_number\":true}}").is(200);
        assertThat(api.get("/v1/governance").data().path("password_min_length").intValue()).isEqualTo(9);
        door.post("/v1/auth/signup", "{\"email\":\"%s\",\"password\":\"no digits here\"}".formatted(Person.address()))
                .refused(400, "VALIDATION_ERROR");
    }

    @Test
    void letsOnlyItsNetworksInAndWarnsBeforeItLocksItselfOut() {
        assertThat(api.patch("/v1/governance", "{\"ip_allowlist\":[\"10.0.0.0/8\"]}")
                        .refused(409, "CONFLICT")
                        .faults())
                .containsExactly("ip_allowlist would_lock_out");
        api.patch("/v1/governance", "{\"ip_allowlist\":[\"house\"]}").refused(400, "VALIDATION_ERROR");
        Person person = Person.signUp(tenant);
        api.patch("/v1/governance", "{\"ip_allowlist\":[\"10.0.0.0/8\"],\"force\":true}").is(200);
        person.api().get("/v1/auth/user").refused(403, "IP_NOT_ALLOWED");
        api.get("/v1/keys").refused(403, "IP_NOT_ALLOWED");
    }

    @Test
    void shortensSessionsThatAreOpenAndBoundsTheirNumber() {
        Person person = Person.signUp(tenant);
        api.patch("/v1/governance", "{\"session_duration_secs\":300,\"max_sessions_per_user\":2}").is(200);
        TestServer.shared().operator().post("/v1/platform/clock", "{\"advance_seconds\":400}").is(200);
        TestServer.shared()
                .as(null)
                .post("/v1/auth/refresh", "{\"refresh_token\":\"" + person.refreshToken() + "\"}")
                .refused(401, "TOKEN_EXPIRED");
        Person first = person.again();
        Person second = person.again();
        Person third = person.again();
        first.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        second.api().get("/v1/auth/user").is(200);
        third.api().get("/v1/auth/user").is(200);
    }

    @Test
    void asksPeopleOfSomeRolesForASecondFactor() {
        Person person = Person.signUp(tenant).withRole("admin");
        api.patch("/v1/governance", "{\"require_mfa_roles\":[\"admin\"]}").is(200);
        person.api().get("/v1/users").refused(403, "INSUFFICIENT_SCOPE");
        person.api().get("/v1/auth/sessions").refused(403, "INSUFFICIENT_SCOPE");
        person.api().get("/v1/auth/user").is(200);
    }

    @Test
    void forgetsFactsThatAreOlderThanTheyAreKept() {
        api.patch("/v1/governance", "{\"audit_retention_days\":2}").is(200);
        Person person = Person.signUp(tenant);
        assertThat(audit(person)).isPositive();
        TestServer.shared()
                .operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + 4 * 86_400 + "}")
                .is(200);
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> audit(person) == 0);
        assertThat(api.get("/v1/audit-logs?action=governance.updated").text()).contains("governance.updated");
    }

    private int audit(Person person) {
        return api.get("/v1/audit-logs?resource_id=" + person.id()).data().path("logs").size();
    }

    @Test
    void tellsPagesWhatTheyMayKnow() {
        Answer config = TestServer.shared().as(null).get("/v1/tenant-config?tenant_id=" + tenant.id()).is(200);
        assertThat(config.data().at("/auth/methods/password").booleanValue()).isTrue();
        assertThat(config.data().at("/auth/password_policy/min_length").intValue()).isEqualTo(8);
        TestServer.shared().as(null).get("/v1/tenant-config").refused(400, "TENANT_REQUIRED");
        TestServer.shared().as(null).get("/v1/tenant-config?tenant_id=tn_x").refused(404, "TENANT_NOT_FOUND");
    }

    @Test
    void boundsHowOftenAnAddressIsWrittenTo() {
        try (TestServer limited = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_RATE_LIMITS", "on"))) {
            TestTenant other = limited.tenant();
            Person person = Person.signUp(other);
            Api key = Person.door(other);
            for (int i = 0; i < 3; i++) {
                key.post("/v1/auth/forgot-password", "{\"email\":\"" + person.email() + "\"}").is(200);
            }
            assertThat(Person.mails(other, person.email())).isEqualTo(2);
            person.api().get("/v1/auth/me/export").is(200);
            assertThat(Long.parseLong(String.valueOf(person.api()
                            .get("/v1/auth/me/export")
                            .refused(429, "RATE_LIMITED")
                            .header("Retry-After"))))
                    .isBetween(3000L, 3600L);
        }
    }
}
