package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MfaTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final Duration STEP = Duration.ofSeconds(30);

    private final TestTenant tenant = SERVER.tenant();
    private final Api nobody = SERVER.as(null);

    /** A person with a confirmed factor. {@code session} is the one that confirmed it. */
    private record Enrolled(Person person, String factorId, AuthenticatorApp app, Api session, List<String> recovery) {}

    private static Instant now(TestServer server) {
        return server.app().kernel().time().instant();
    }

    /** Moves on to the next code, since each works once. */
    private static void nextStep() {
        later(STEP);
    }

    private static void later(Duration time) {
        SERVER.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
    }

    private static String body(String factorId, String code) {
        return "{\"factor_id\":\"%s\",\"code\":\"%s\"}".formatted(factorId, code);
    }

    private static String complete(String ticket, String factorId, String code) {
        return "{\"mfa_ticket\":\"%s\",\"factor_id\":\"%s\",\"code\":\"%s\"}".formatted(ticket, factorId, code);
    }

    private static String recover(String ticket, String code) {
        return "{\"mfa_ticket\":\"%s\",\"recovery_code\":\"%s\"}".formatted(ticket, code);
    }

    /** Six digits that are not the code now, nor close to it. */
    private static String wrong(AuthenticatorApp app) {
        Instant now = now(SERVER);
        List<String> right = IntStream.rangeClosed(-2, 2)
                .mapToObj(i -> app.code(now.plus(STEP.multipliedBy(i))))
                .toList();
        return Stream.of("000000", "111111", "222222", "333333", "444444", "555555")
                .filter(c -> !right.contains(c))
                .findFirst()
                .orElseThrow();
    }

    private static Enrolled enrolled(Person person) {
        Answer begun = person.api().post("/v1/auth/mfa/enroll", "{}").is(201);
        String factor = begun.data().path("factor_id").stringValue();
        AuthenticatorApp app =
                new AuthenticatorApp(begun.data().at("/totp/secret").stringValue());
        Answer verified = person.api()
                .post(
                        "/v1/auth/mfa/verify",
                        body(factor, app.code(now(person.tenant().server()))))
                .is(200);
        Api session =
                person.tenant().server().as(verified.data().path("access_token").stringValue());
        List<String> codes = verified.data()
                .path("recovery_codes")
                .valueStream()
                .map(JsonNode::stringValue)
                .toList();
        return new Enrolled(person, factor, app, session, codes);
    }

    private Enrolled enrolled() {
        Enrolled enrolled = enrolled(Person.signUp(tenant));
        nextStep();
        return enrolled;
    }

    private String ticket(Enrolled enrolled) {
        Answer answer = Person.door(tenant)
                .post(
                        "/v1/auth/login",
                        "{\"email\":\"%s\",\"password\":\"%s\"}"
                                .formatted(enrolled.person().email(), Person.PASSWORD))
                .is(200);
        assertThat(answer.data().path("access_token").isNull()).isTrue();
        assertThat(answer.data().path("mfa_required").booleanValue()).isTrue();
        assertThat(answer.data().at("/factors/0/id").stringValue()).isEqualTo(enrolled.factorId());
        return answer.data().path("mfa_ticket").stringValue();
    }

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
        Enrolled enrolled = enrolled();
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
        String ticket = ticket(enrolled);
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
        Enrolled enrolled = enrolled(person);
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
        Enrolled enrolled = enrolled();
        String used = enrolled.app().code(now(SERVER));
        nobody.post("/v1/auth/mfa/complete", complete(ticket(enrolled), enrolled.factorId(), used))
                .is(200);
        nobody.post("/v1/auth/mfa/complete", complete(ticket(enrolled), enrolled.factorId(), used))
                .refused(401, "MFA_INVALID_CODE");
        later(Duration.ofMinutes(5));
        Instant now = now(SERVER);
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(
                                ticket(enrolled),
                                enrolled.factorId(),
                                enrolled.app().code(now.minusSeconds(60))))
                .refused(401, "MFA_INVALID_CODE");
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(
                                ticket(enrolled),
                                enrolled.factorId(),
                                enrolled.app().code(now.minusSeconds(30))))
                .is(200);
    }

    @Test
    void recoversWithACodeOnPaperHoweverItIsTyped() {
        Enrolled enrolled = enrolled();
        String code = enrolled.recovery().getFirst();
        long mails = Person.mails(tenant, enrolled.person().email());
        Answer recovered = nobody.post(
                        "/v1/auth/mfa/recover",
                        recover(
                                ticket(enrolled),
                                " " + code.toUpperCase(Locale.ROOT).replace("-", " ")))
                .is(200);
        assertThat(recovered.data().path("remaining").intValue()).isEqualTo(9);
        SERVER.as(recovered.data().path("access_token").stringValue())
                .get("/v1/auth/user")
                .is(200);
        assertThat(Person.mails(tenant, enrolled.person().email())).isGreaterThan(mails);
        nobody.post("/v1/auth/mfa/recover", recover(ticket(enrolled), code)).refused(401, "MFA_INVALID_CODE");
    }

    @Test
    void locksAfterFiveFailuresWhateverIsTried() {
        Enrolled enrolled = enrolled();
        String ticket = ticket(enrolled);
        String bad = wrong(enrolled.app());
        nobody.post("/v1/auth/mfa/complete", complete(ticket, enrolled.factorId(), bad))
                .refused(401, "MFA_INVALID_CODE");
        nobody.post("/v1/auth/mfa/recover", recover(ticket, "aaaaa-aaaaa")).refused(401, "MFA_INVALID_CODE");
        enrolled.session()
                .post("/v1/auth/mfa/verify", body(enrolled.factorId(), bad))
                .refused(401, "MFA_INVALID_CODE");
        challenge(enrolled, bad).refused(401, "MFA_INVALID_CODE");
        nobody.post("/v1/auth/mfa/complete", complete(ticket(enrolled), enrolled.factorId(), bad))
                .refused(401, "MFA_INVALID_CODE");
        String right = enrolled.app().code(now(SERVER));
        Answer locked = nobody.post("/v1/auth/mfa/complete", complete(ticket, enrolled.factorId(), right))
                .refused(423, "MFA_LOCKED");
        assertThat(Integer.parseInt(String.valueOf(locked.header("Retry-After"))))
                .isBetween(840, 900);
        challenge(enrolled, right).refused(423, "MFA_LOCKED");
        nobody.post("/v1/auth/mfa/recover", recover(ticket, enrolled.recovery().getFirst()))
                .refused(423, "MFA_LOCKED");
        later(Duration.ofMinutes(15));
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(
                                ticket(enrolled),
                                enrolled.factorId(),
                                enrolled.app().code(now(SERVER))))
                .is(200);
    }

    @Test
    void forgetsFailuresAfterASuccess() {
        Enrolled enrolled = enrolled();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                challenge(enrolled, wrong(enrolled.app())).refused(401, "MFA_INVALID_CODE");
            }
            challenge(enrolled, enrolled.app().code(now(SERVER))).is(200);
            nextStep();
        }
    }

    @Test
    void judgesFiveOfTwentyTriesAtOnceAndRemembersItElsewhere() throws Exception {
        String database = TestDatabase.fresh();
        Enrolled enrolled;
        try (TestServer first = TestServer.start(database, java.util.Map.of())) {
            TestTenant there = first.tenant();
            enrolled = enrolled(Person.signUp(there));
            String bad = wrong(enrolled.app());
            Api key = there.api();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Callable<Integer>> tries = IntStream.range(0, 20)
                        .<Callable<Integer>>mapToObj(
                                i -> () -> challenge(key, enrolled, bad).status())
                        .toList();
                List<Integer> answers = new java.util.ArrayList<>();
                for (Future<Integer> answer : threads.invokeAll(tries)) {
                    answers.add(answer.get());
                }
                assertThat(answers.stream().collect(Collectors.groupingBy(s -> s, Collectors.counting())))
                        .isEqualTo(java.util.Map.of(401, 5L, 423, 15L));
            }
        }
        try (TestServer second = TestServer.start(database, java.util.Map.of())) {
            challenge(second.as(enrolled.person().tenant().token()), enrolled, "000000")
                    .refused(423, "MFA_LOCKED");
        }
    }

    private Answer challenge(Enrolled enrolled, String code) {
        return challenge(tenant.api(), enrolled, code);
    }

    private static Answer challenge(Api api, Enrolled enrolled, String code) {
        return api.post(
                "/v1/auth/mfa/challenge",
                "{\"factor_id\":\"%s\",\"code\":\"%s\",\"user_id\":\"%s\"}"
                        .formatted(enrolled.factorId(), code, enrolled.person().id()));
    }

    @Test
    void challengesForATenantsOwnProgram() {
        Enrolled enrolled = enrolled();
        Answer passed = challenge(enrolled, enrolled.app().code(now(SERVER))).is(200);
        assertThat(passed.data().path("user_id").stringValue())
                .isEqualTo(enrolled.person().id());
        assertThat(passed.data().path("verified").booleanValue()).isTrue();
        challenge(SERVER.tenant().api(), enrolled, "123456").refused(404, "NOT_FOUND");
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
        Enrolled enrolled = enrolled();
        String ticket = ticket(enrolled);
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
        Enrolled enrolled = enrolled(person);
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
        Enrolled enrolled = enrolled(person);
        enrolled.session().get("/v1/auth/sessions").is(200);
        later(STEP);
    }

    @Test
    void letsAdministratorsSeeAndRemoveFactors() {
        Enrolled enrolled = enrolled();
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
        Enrolled mine = enrolled();
        Enrolled other = enrolled();
        mine.session().delete("/v1/auth/mfa/" + other.factorId()).refused(404, "NOT_FOUND");
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(ticket(mine), other.factorId(), other.app().code(now(SERVER))))
                .refused(404, "NOT_FOUND");
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete("nonsense", mine.factorId(), mine.app().code(now(SERVER))))
                .refused(401, "INVALID_TOKEN");
        String late = ticket(mine);
        later(Duration.ofMinutes(5));
        nobody.post(
                        "/v1/auth/mfa/complete",
                        complete(late, mine.factorId(), mine.app().code(now(SERVER))))
                .refused(401, "INVALID_TOKEN");
    }
}
