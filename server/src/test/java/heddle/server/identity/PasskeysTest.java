package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PasskeysTest {
    private static final TestServer SERVER = TestServer.shared();

    private final TestTenant tenant = SERVER.tenant();
    private final Api door = Person.door(tenant);
    private final Person person = Person.signUp(tenant);

    private static SoftAuthenticator authenticator() {
        return new SoftAuthenticator(SERVER.base());
    }

    private static String body(ObjectNode credential) {
        return Json.object().set("credential", credential).toString();
    }

    private static JsonNode options(Answer begun) {
        return begun.is(200).data().path("options");
    }

    private static JsonNode beginRegistration(Person person) {
        return options(person.api().post("/v1/auth/passkeys/register/begin"));
    }

    private JsonNode beginSignIn() {
        return options(door.post("/v1/auth/passkeys/authenticate/begin"));
    }

    private static Answer register(Person person, SoftAuthenticator device) {
        return person.api()
                .post("/v1/auth/passkeys/register/complete", body(device.create(beginRegistration(person))))
                .is(200);
    }

    private SoftAuthenticator registered() {
        SoftAuthenticator device = authenticator();
        register(person, device);
        return device;
    }

    private Answer signIn(SoftAuthenticator device) {
        return door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(beginSignIn())));
    }

    @Test
    void asksForWhatTheStandardRecommends() {
        JsonNode creation = beginRegistration(person);
        assertThat(creation.at("/rp/id").stringValue()).isEqualTo("localhost");
        assertThat(creation.at("/rp/name").stringValue()).isEqualTo("Test");
        assertThat(creation.at("/user/name").stringValue()).isEqualTo(person.email());
        assertThat(creation.at("/user/id").stringValue())
                .isEqualTo(SoftAuthenticator.encoded(person.id().getBytes(StandardCharsets.UTF_8)));
        assertThat(creation.path("challenge").stringValue()).matches("[A-Za-z0-9_-]{43}");
        assertThat(creation.path("pubKeyCredParams").findValues("alg"))
                .extracting(JsonNode::intValue)
                .containsExactly(-7, -8, -257);
        assertThat(creation.path("timeout").intValue()).isEqualTo(300_000);
        assertThat(creation.at("/authenticatorSelection/residentKey").stringValue())
                .isEqualTo("required");
        assertThat(creation.path("attestation").stringValue()).isEqualTo("none");
        JsonNode request = beginSignIn();
        assertThat(request.path("rpId").stringValue()).isEqualTo("localhost");
        assertThat(request.path("userVerification").stringValue()).isEqualTo("preferred");
        assertThat(request.path("allowCredentials")).isEmpty();
    }

    @Test
    void registersSignsInListsAndForgets() {
        SoftAuthenticator device = authenticator();
        Answer made = person.api()
                .post(
                        "/v1/auth/passkeys/register/complete",
                        Json.object()
                                .put("friendly_name", "Blue key")
                                .set("credential", device.create(beginRegistration(person))))
                .is(200);
        assertThat(made.id()).startsWith("pk_");
        assertThat(made.data().path("user_id").stringValue()).isEqualTo(person.id());
        assertThat(made.data().path("credential_id").stringValue())
                .isEqualTo(SoftAuthenticator.encoded(device.credentialId));
        assertThat(made.data().path("friendly_name").stringValue()).isEqualTo("Blue key");
        assertThat(made.data().path("last_used_at").isNull()).isTrue();
        assertThat(beginRegistration(person).at("/excludeCredentials/0/id").stringValue())
                .isEqualTo(SoftAuthenticator.encoded(device.credentialId));

        Answer signedIn = signIn(device).is(200);
        assertThat(signedIn.data().at("/user/id").stringValue()).isEqualTo(person.id());
        Api session = SERVER.as(signedIn.data().path("access_token").stringValue());
        Answer listed = session.get("/v1/auth/passkeys").is(200);
        assertThat(listed.data()).hasSize(1);
        assertThat(listed.data().at("/0/last_used_at").isString()).isTrue();

        session.delete("/v1/auth/passkeys/" + SoftAuthenticator.encoded(device.credentialId))
                .is(200);
        assertThat(session.get("/v1/auth/passkeys").data()).isEmpty();
        signIn(device).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        assertThat(tenant.api()
                        .get("/v1/audit-logs?resource_id=" + person.id())
                        .data()
                        .findValuesAsString("action"))
                .contains("user.passkey_added", "user.passkey_removed");
    }

    @Test
    void namesAPasskeyAfterTheMachineThatMadeIt() {
        Api windows = person.api().with("User-Agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)");
        JsonNode options = options(windows.post("/v1/auth/passkeys/register/begin"));
        Answer made = windows.post(
                        "/v1/auth/passkeys/register/complete",
                        body(authenticator().create(options)))
                .is(200);
        assertThat(made.data().path("friendly_name").stringValue()).isEqualTo("Passkey on Windows");
        windows.delete("/v1/auth/passkeys/" + made.id()).is(200);
    }

    @Test
    void takesAChallengeOnce() {
        SoftAuthenticator device = authenticator();
        JsonNode creation = beginRegistration(person);
        person.api()
                .post("/v1/auth/passkeys/register/complete", body(device.create(creation)))
                .is(200);
        person.api()
                .post(
                        "/v1/auth/passkeys/register/complete",
                        body(authenticator().create(creation)))
                .refused(400, "CHALLENGE_NOT_FOUND");
        String answer = body(device.get(beginSignIn()));
        door.post("/v1/auth/passkeys/authenticate/complete", answer).is(200);
        door.post("/v1/auth/passkeys/authenticate/complete", answer).refused(400, "CHALLENGE_NOT_FOUND");
    }

    @Test
    void letsOneOfManyAnswersToAChallengeIn() throws Exception {
        SoftAuthenticator device = registered();
        String answer = body(device.get(beginSignIn()));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tries = IntStream.range(0, 10)
                    .<Callable<Integer>>mapToObj(i -> () -> door.post("/v1/auth/passkeys/authenticate/complete", answer)
                            .status())
                    .toList();
            int in = 0;
            for (Future<Integer> status : threads.invokeAll(tries)) {
                in += status.get() == 200 ? 1 : 0;
            }
            assertThat(in).isEqualTo(1);
        }
    }

    @Test
    void spendsAChallengeOnAWrongAnswerToo() {
        SoftAuthenticator device = registered();
        JsonNode request = beginSignIn();
        device.origin = "https://evil.example";
        door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(request)))
                .refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        device.origin = SERVER.base();
        door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(request)))
                .refused(400, "CHALLENGE_NOT_FOUND");
    }

    @Test
    void forgetsAChallengeAfterFiveMinutes() {
        SoftAuthenticator device = registered();
        JsonNode request = beginSignIn();
        SERVER.operator()
                .post(
                        "/v1/platform/clock",
                        "{\"advance_seconds\":" + Duration.ofMinutes(5).toSeconds() + "}")
                .is(200);
        door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(request)))
                .refused(400, "CHALLENGE_EXPIRED");
    }

    @Test
    void tiesAChallengeToCeremonyPersonAndTenant() {
        SoftAuthenticator device = registered();
        Person other = Person.signUp(tenant);
        TestTenant elsewhere = SERVER.tenant();
        person.api()
                .post(
                        "/v1/auth/passkeys/register/complete",
                        body(authenticator().create(beginRegistration(other))))
                .refused(400, "CHALLENGE_NOT_FOUND");
        JsonNode creation = beginRegistration(person);
        ObjectNode asSignIn = Json.object()
                .put("rpId", "localhost")
                .put("challenge", creation.path("challenge").stringValue());
        door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(asSignIn)))
                .refused(400, "CHALLENGE_NOT_FOUND");
        JsonNode foreign = options(Person.door(elsewhere).post("/v1/auth/passkeys/authenticate/begin"));
        String answer = body(device.get(foreign));
        door.post("/v1/auth/passkeys/authenticate/complete", answer).refused(400, "CHALLENGE_NOT_FOUND");
        Person.door(elsewhere)
                .post("/v1/auth/passkeys/authenticate/complete", answer)
                .refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        device.get(foreign);
    }

    @Test
    void refusesOtherOriginsHostsTypesAndAbsence() {
        SoftAuthenticator device = registered();
        for (String origin : List.of("https://evil.example", "http://localhost:1", "http://localhost.evil.example")) {
            device.origin = origin;
            signIn(device).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        }
        device.origin = SERVER.base();
        ObjectNode otherHost = ((ObjectNode) beginSignIn()).put("rpId", "evil.example");
        door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(otherHost)))
                .refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        device.flags = 0;
        signIn(device).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        device.flags = SoftAuthenticator.PRESENT;
        device.userHandle = SoftAuthenticator.encoded("usr_another".getBytes(StandardCharsets.UTF_8));
        signIn(device).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        SoftAuthenticator wrong = authenticator();
        wrong.origin = "https://evil.example";
        person.api()
                .post("/v1/auth/passkeys/register/complete", body(wrong.create(beginRegistration(person))))
                .refused(401, "WEBAUTHN_VERIFICATION_FAILED");
    }

    @Test
    void listensToTheOriginsThatTheTenantNames() {
        tenant.api()
                .post(
                        "/v1/auth-config",
                        "{\"webauthn\":{\"rp_id\":\"acme.example\",\"rp_name\":\"Acme\",\"origins\":[\"https://app.acme.example\"]}}")
                .is(200);
        SoftAuthenticator device = new SoftAuthenticator("https://app.acme.example");
        register(person, device);
        signIn(device).is(200);
        device.origin = SERVER.base();
        signIn(device).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
    }

    @Test
    void refusesEveryFlippedByte() {
        SoftAuthenticator device = registered();
        for (String member : List.of("clientDataJSON", "authenticatorData", "signature", "userHandle")) {
            int length = Base64.getUrlDecoder()
                    .decode(device.get(beginSignIn()).at("/response/" + member).stringValue())
                    .length;
            for (int at = 0; at < length; at += member.equals("clientDataJSON") ? 3 : 1) {
                assertRefused(flipped(device.get(beginSignIn()), member, at), "authenticate", door, member, at);
            }
        }
    }

    /** Nobody signs a registration without attestation: what it binds is the host and the credential's own name. */
    @Test
    void refusesRegistrationsForAnotherHostOrName() {
        SoftAuthenticator fresh = authenticator();
        int end = Base64.getUrlDecoder()
                .decode(fresh.create(beginRegistration(person))
                        .at("/response/attestationObject")
                        .stringValue())
                .length;
        int host = end - 37 - 18 - 32 - 77;
        int name = host + 37 + 18;
        IntStream.concat(IntStream.range(host, host + 32), IntStream.range(name, name + 32))
                .forEach(at -> assertRefused(
                        flipped(fresh.create(beginRegistration(person)), "attestationObject", at),
                        "register",
                        person.api(),
                        "attestationObject",
                        at));
        assertThat(person.api().get("/v1/auth/passkeys").data()).isEmpty();
    }

    private static void assertRefused(ObjectNode credential, String ceremony, Api api, String member, int at) {
        Answer answer = api.post("/v1/auth/passkeys/" + ceremony + "/complete", body(credential));
        assertThat(answer.status())
                .as("%s byte %d: %s", member, at, answer.text())
                .isIn(400, 401);
    }

    private static ObjectNode flipped(ObjectNode credential, String member, int at) {
        ObjectNode response = (ObjectNode) credential.path("response");
        byte[] bytes = Base64.getUrlDecoder().decode(response.path(member).stringValue());
        bytes[at % bytes.length] ^= 0x20;
        response.put(member, SoftAuthenticator.encoded(bytes));
        return credential;
    }

    @Test
    void refusesWhatIsNoCredential() {
        for (String text : List.of("{}", "{\"credential\":{}}", "{\"credential\":{\"id\":7,\"response\":[]}}")) {
            door.post("/v1/auth/passkeys/authenticate/complete", text).refused(400, "VALIDATION_ERROR");
            person.api().post("/v1/auth/passkeys/register/complete", text).refused(400, "VALIDATION_ERROR");
        }
        ObjectNode junk = authenticator().create(beginRegistration(person));
        ((ObjectNode) junk.path("response")).put("attestationObject", "AAAA");
        person.api()
                .post("/v1/auth/passkeys/register/complete", body(junk))
                .refused(401, "WEBAUTHN_VERIFICATION_FAILED");
    }

    @Test
    void noticesACounterThatGoesBack() {
        SoftAuthenticator device = registered();
        device.counter = 50;
        signIn(device).is(200);
        long mails = Person.mails(tenant, person.email());
        device.counter = 10;
        signIn(device).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        assertThat(Person.mails(tenant, person.email())).isEqualTo(mails + 1);
        device.counter = 60;
        signIn(device).is(200);
    }

    @Test
    void takesDevicesThatDoNotCount() {
        SoftAuthenticator device = authenticator();
        device.counter = 0;
        register(person, device);
        for (int i = 0; i < 2; i++) {
            device.counter = -1;
            signIn(device).is(200);
        }
    }

    @Test
    void asksForTheSecondFactorUnlessTheDeviceVerifiedThePerson() {
        SoftAuthenticator device = registered();
        Answer begun = person.api().post("/v1/auth/mfa/enroll", "{}").is(201);
        AuthenticatorApp app =
                new AuthenticatorApp(begun.data().at("/totp/secret").stringValue());
        String code = app.code(SERVER.app().kernel().time().instant());
        person.api()
                .post(
                        "/v1/auth/mfa/verify",
                        "{\"factor_id\":\"%s\",\"code\":\"%s\"}"
                                .formatted(begun.data().path("factor_id").stringValue(), code))
                .is(200);
        assertThat(signIn(device).is(200).data().path("access_token").isString())
                .isTrue();
        device.flags = SoftAuthenticator.PRESENT;
        Answer half = signIn(device).is(200);
        assertThat(half.data().path("access_token").isNull()).isTrue();
        assertThat(half.data().path("mfa_ticket").isString()).isTrue();
    }

    @Test
    void keepsTenAtMostAndEachOnce() {
        SoftAuthenticator device = registered();
        Person other = Person.signUp(tenant);
        other.api()
                .post("/v1/auth/passkeys/register/complete", body(device.create(beginRegistration(other))))
                .refused(409, "CONFLICT");
        for (int i = 1; i < 10; i++) {
            registered();
        }
        person.api().post("/v1/auth/passkeys/register/begin").refused(409, "LIMIT_REACHED");
    }

    @Test
    void hidesThePasskeysOfOthers() {
        String id = register(person, authenticator()).id();
        Person other = Person.signUp(tenant);
        assertThat(other.api().get("/v1/auth/passkeys").data()).isEmpty();
        other.api().delete("/v1/auth/passkeys/" + id).refused(404, "NOT_FOUND");
    }

    @Test
    void signsInAtThePortalWithoutAKey() {
        SoftAuthenticator device = registered();
        Api nobody = SERVER.as(null);
        nobody.post("/v1/auth/portal-passkey-begin", "{}").refused(400, "TENANT_REQUIRED");
        JsonNode request =
                options(nobody.post("/v1/auth/portal-passkey-begin", "{\"tenant_id\":\"" + tenant.id() + "\"}"));
        Answer signedIn = nobody.post("/v1/auth/portal-passkey-complete", body(device.get(request)))
                .is(200);
        assertThat(signedIn.data().at("/user/id").stringValue()).isEqualTo(person.id());
    }

    @Test
    void obeysTheTenantWhoWantsNoPasskeys() {
        SoftAuthenticator device = registered();
        JsonNode request = beginSignIn();
        tenant.api()
                .post("/v1/auth-config", "{\"methods\":{\"passkey\":false}}")
                .is(200);
        door.post("/v1/auth/passkeys/authenticate/begin").refused(403, "FORBIDDEN");
        person.api().post("/v1/auth/passkeys/register/begin").refused(403, "FORBIDDEN");
        door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(request)))
                .refused(403, "FORBIDDEN");
    }

    @Test
    void letsNobodyInWhoIsBanned() {
        SoftAuthenticator device = registered();
        tenant.api().patch("/v1/users/" + person.id(), "{\"banned\":true}").is(200);
        signIn(device).refused(403, "USER_BANNED");
    }
}
