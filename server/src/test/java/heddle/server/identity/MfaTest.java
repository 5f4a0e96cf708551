package heddle.server.identity;

import static heddle.server.identity.Enrolled.STEP;
import static heddle.server.identity.Enrolled.body;
import static heddle.server.identity.Enrolled.complete;
import static heddle.server.identity.Enrolled.later;
import static heddle.server.identity.Enrolled.nextStep;
import static heddle.server.identity.Enrolled.now;
import static heddle.server.identity.Enrolled.recover;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MfaTest {
    private static final TestServer SERVER = TestServer.shared();

    private final TestTenant tenant = SERVER.tenant();
    private final Api nobody = SERVER.as(null);

    @Test
    void enrollsWithASecretThatIsShownOnce() {
        Person person = Person.signUp(tenant);
        Answer begun = person.api()
                .post("/v1/auth/mfa/enroll", "{\"friendly_name\":\"Phone\"}")
                .is(201);
        String secret = begun.data().at("/totp/secret").stringValue();
        assertThat(secret).matches("[A-Z2-7]{32}");
        assertThat(begun.data().path("type").stringValue()).isEqualTo("totp");
        assertThat(begun.data().at("/totp/uri").stringValue())
                .startsWith("otpauth://totp/Test:" + person.email().replace("@", "%40"))
                .contains("secret=" + secret, "issuer=Test", "algorithm=SHA1", "digits=6", "period=30");
        assertThat(begun.data().at("/totp/qr_uri").stringValue()).startsWith("data:image/svg+xml;base64,");
        Answer listed = person.api().get("/v1/auth/mfa/factors").is(200);
        assertThat(listed.data().at("/0/friendly_name").stringValue()).isEqualTo("Phone");
        assertThat(listed.data().at("/0/verified_at").isNull()).isTrue();
        assertThat(listed.text()).doesNotContain(secret);
        person.again();
    }

    @Test
    void asksForTheFactorOnlyOnceItIsConfirmed() {
        Enrolled enrolled = Enrolled.in(tenant);
        assertThat(enrolled.recovery())
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(c -> c.matches("[0-9a-z]{5}-[0-9a-z]{5}"));
        assertThat(enrolled.session()
                        .get("/v1/auth/mfa/factors")
                        .data()
                        .at("/0/verified_at")
                        .isString())
                .isTrue();
        String ticket = enrolled.ticket();
        Answer signedIn = nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(ticket, enrolled.factorId(), enrolled.app().code(now(SERVER))))
                .is(200);
        Api session = SERVER.as(signedIn.data().path("access_token").stringValue());
        assertThat(claims(signedIn.data().path("access_token").stringValue()))
                .contains("\"aal\":\"aal2\"", "\"method\":\"password\"", "\"method\":\"totp\"");
        session.get("/v1/auth/user").is(200);
        assertThat(session.get("/v1/auth/user").data().path("mfa_enabled").booleanValue())
                .isTrue();
        nextStep();
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(ticket, enrolled.factorId(), enrolled.app().code(now(SERVER))))
                .refused(401, "INVALID_TOKEN");
    }

    private static String claims(String token) {
        return new String(
                java.util.Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]),
                java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void endsOtherSessionsAndRaisesThisOne() {
        Person person = Person.signUp(tenant);
        Person elsewhere = person.again();
        Enrolled enrolled = Enrolled.of(person);
        elsewhere.api().get("/v1/auth/user").refused(401, "INVALID_TOKEN");
        enrolled.session().get("/v1/auth/user").is(200);
        assertThat(enrolled.session()
                        .get("/v1/auth/sessions")
                        .is(200)
                        .data()
                        .at("/0/aal")
                        .stringValue())
                .isEqualTo("aal2");
        Person.door(tenant)
                .post("/v1/auth/refresh", "{\"refresh_token\":\"" + person.refreshToken() + "\"}")
                .is(200);
        assertThat(Person.mails(tenant, person.email())).isPositive();
        later(STEP);
    }

    @Test
    void takesACodeOnceAndOneStepOffAtMost() {
        Enrolled enrolled = Enrolled.in(tenant);
        String used = enrolled.app().code(now(SERVER));
        nobody.post("/v1/auth/mfa/complete", complete(enrolled.ticket(), enrolled.factorId(), used))
                .is(200);
        nobody.post("/v1/auth/mfa/complete", complete(enrolled.ticket(), enrolled.factorId(), used))
                .refused(401, "MFA_INVALID_CODE");
        later(Duration.ofMinutes(5));
        Instant now = now(SERVER);
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(
                                enrolled.ticket(),
                                enrolled.factorId(),
                                enrolled.app().code(now.minusSeconds(60))))
                .refused(401, "MFA_INVALID_CODE");
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(
                                enrolled.ticket(),
                                enrolled.factorId(),
                                enrolled.app().code(now.minusSeconds(30))))
                .is(200);
    }

    @Test
    void recoversWithACodeOnPaperHoweverItIsTyped() {
        Enrolled enrolled = Enrolled.in(tenant);
        String code = enrolled.recovery().getFirst();
        long mails = Person.mails(tenant, enrolled.person().email());
        Answer recovered = nobody.post(
                        "/v1/auth/mfa/recover",
                        recover(
                                enrolled.ticket(),
                                " " + code.toUpperCase(Locale.ROOT).replace("-", " ")))
                .is(200);
        assertThat(recovered.data().path("remaining").intValue()).isEqualTo(9);
        SERVER.as(recovered.data().path("access_token").stringValue())
                .get("/v1/auth/user")
                .is(200);
        assertThat(Person.mails(tenant, enrolled.person().email())).isGreaterThan(mails);
        nobody.post("/v1/auth/mfa/recover", recover(enrolled.ticket(), code)).refused(401, "MFA_INVALID_CODE");
    }

    @Test
    void challengesForATenantsOwnProgram() {
        Enrolled enrolled = Enrolled.in(tenant);
        Answer passed = enrolled.challenge(tenant.api(), enrolled.app().code(now(SERVER)))
                .is(200);
        assertThat(passed.data().path("user_id").stringValue())
                .isEqualTo(enrolled.person().id());
        assertThat(passed.data().path("verified").booleanValue()).isTrue();
        enrolled.challenge(SERVER.tenant().api(), "123456").refused(404, "NOT_FOUND");
        Person.door(tenant).post("/v1/auth/mfa/challenge", "{}").refused(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void forgetsAFactorWhoseCodeDoesNotComeInTenMinutes() {
        Person person = Person.signUp(tenant);
        Answer begun = person.api()
                .post("/v1/auth/mfa/enroll", "{\"friendly_name\":\"Phone\"}")
                .is(201);
        later(Duration.ofMinutes(10));
        AuthenticatorApp app =
                new AuthenticatorApp(begun.data().at("/totp/secret").stringValue());
        person.api()
                .post("/v1/auth/mfa/verify", body(begun.data().path("factor_id").stringValue(), app.code(now(SERVER))))
                .refused(404, "NOT_FOUND");
        assertThat(person.api().get("/v1/auth/mfa/factors").data()).isEmpty();
        person.api()
                .post("/v1/auth/mfa/enroll", "{\"friendly_name\":\"Phone\"}")
                .is(201);
    }

    @Test
    void keepsNamesApartAndTenAtMost() {
        Person person = Person.signUp(tenant);
        person.api()
                .post("/v1/auth/mfa/enroll", "{\"friendly_name\":\"Phone\"}")
                .is(201);
        person.api()
                .post("/v1/auth/mfa/enroll", "{\"friendly_name\":\"phone\"}")
                .refused(409, "CONFLICT");
        for (int i = 0; i < 9; i++) {
            person.api().post("/v1/auth/mfa/enroll", "{}").is(201);
        }
        person.api().post("/v1/auth/mfa/enroll", "{}").refused(409, "LIMIT_REACHED");
        assertThat(person.api()
                        .post("/v1/auth/mfa/verify", "{\"code\":\"12345\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactlyInAnyOrder("factor_id required", "code invalid_format");
    }

    @Test
    void removesFactorsAndWithTheLastTheRecoveryCodes() {
        Enrolled enrolled = Enrolled.in(tenant);
        String ticket = enrolled.ticket();
        assertThat(enrolled.session()
                        .delete("/v1/auth/mfa/" + enrolled.factorId())
                        .is(200)
                        .data()
                        .path("unenrolled")
                        .booleanValue())
                .isTrue();
        nobody.post("/v1/auth/mfa/recover", recover(ticket, enrolled.recovery().getFirst()))
                .refused(401, "MFA_INVALID_CODE");
        enrolled.person().again();
        assertThat(types(enrolled.person().id())).contains("user.mfa_enabled", "user.mfa_disabled");
        enrolled.session().delete("/v1/auth/mfa/" + enrolled.factorId()).refused(404, "NOT_FOUND");
    }

    private List<String> types(String userId) {
        return tenant.api()
                .get("/v1/audit-logs?resource_id=" + userId)
                .is(200)
                .data()
                .findValuesAsString("action");
    }

    @Test
    void wantsACodeBeforeAWeakSessionTouchesFactors() {
        tenant.api().post("/v1/auth-config", "{\"mfa\":{\"policy\":\"off\"}}").is(200);
        Person person = Person.signUp(tenant);
        person.api().post("/v1/auth/mfa/enroll", "{}").refused(403, "FORBIDDEN");
        tenant.api()
                .post("/v1/auth-config", "{\"mfa\":{\"policy\":\"optional\"}}")
                .is(200);
        Enrolled enrolled = Enrolled.of(person);
        later(STEP);
        tenant.api().post("/v1/auth-config", "{\"mfa\":{\"policy\":\"off\"}}").is(200);
        Api weak = person.again().api();
        tenant.api()
                .post("/v1/auth-config", "{\"mfa\":{\"policy\":\"optional\"}}")
                .is(200);
        weak.delete("/v1/auth/mfa/" + enrolled.factorId()).refused(403, "REAUTHENTICATION_REQUIRED");
        weak.post("/v1/auth/mfa/enroll", "{}").refused(403, "REAUTHENTICATION_REQUIRED");
        weak.post("/v1/auth/passkeys/register/begin").refused(403, "REAUTHENTICATION_REQUIRED");
        Answer raised = weak.post(
                        "/v1/auth/mfa/verify",
                        body(enrolled.factorId(), enrolled.app().code(now(SERVER))))
                .is(200);
        assertThat(raised.data().has("recovery_codes")).isFalse();
        SERVER.as(raised.data().path("access_token").stringValue())
                .delete("/v1/auth/mfa/" + enrolled.factorId())
                .is(200);
    }

    @Test
    void letsNobodyElseInUntilTheRequiredFactorIsThere() {
        tenant.api()
                .post("/v1/auth-config", "{\"mfa\":{\"policy\":\"required\"}}")
                .is(200);
        Person person = Person.signUp(tenant);
        assertThat(person.api().get("/v1/auth/sessions").status()).isEqualTo(403);
        Enrolled enrolled = Enrolled.of(person);
        enrolled.session().get("/v1/auth/sessions").is(200);
        later(STEP);
    }

    @Test
    void letsAdministratorsSeeAndRemoveFactors() {
        Enrolled enrolled = Enrolled.in(tenant);
        String path = "/v1/users/" + enrolled.person().id() + "/mfa";
        assertThat(tenant.api().get(path).is(200).data().at("/0/id").stringValue())
                .isEqualTo(enrolled.factorId());
        SERVER.tenant().api().get(path).refused(404, "NOT_FOUND");
        SERVER.tenant().api().delete(path + "/" + enrolled.factorId()).refused(404, "NOT_FOUND");
        tenant.api().delete(path + "/" + enrolled.factorId()).is(200);
        enrolled.person().again().api().get("/v1/auth/user").is(200);
    }

    @Test
    void knowsNobodyElsesFactorsAndTickets() {
        Enrolled mine = Enrolled.in(tenant);
        Enrolled other = Enrolled.in(tenant);
        mine.session().delete("/v1/auth/mfa/" + other.factorId()).refused(404, "NOT_FOUND");
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(mine.ticket(), other.factorId(), other.app().code(now(SERVER))))
                .refused(404, "NOT_FOUND");
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete("nonsense", mine.factorId(), mine.app().code(now(SERVER))))
                .refused(401, "INVALID_TOKEN");
        String late = mine.ticket();
        later(Duration.ofMinutes(5));
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(late, mine.factorId(), mine.app().code(now(SERVER))))
                .refused(401, "INVALID_TOKEN");
    }
}
