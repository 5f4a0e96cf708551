package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class PasskeysTest extends PasskeyCeremonies {
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
    void endsWhatAStrangerLeftWhenTheOwnerOfTheAddressComes() {
        SoftAuthenticator strangers = registered();
        person.api().post("/v1/auth/mfa/enroll", "{}").is(201);
        door.post("/v1/auth/magic-link", "{\"email\":\"" + person.email() + "\"}")
                .is(200);
        String token = Person.token(tenant, person.email());
        Answer owner = door.post("/v1/auth/magic-link/verify", "{\"token\":\"" + token + "\"}")
                .is(200);
        Api session = SERVER.as(owner.data().path("access_token").stringValue());
        assertThat(session.get("/v1/auth/passkeys").is(200).data()).isEmpty();
        assertThat(session.get("/v1/auth/mfa/factors").is(200).data()).isEmpty();
        signIn(strangers).refused(401, "WEBAUTHN_VERIFICATION_FAILED");
        register(new Person(tenant, person.id(), person.email(), owner.data()), authenticator());
        assertThat(session.get("/v1/auth/passkeys").data()).hasSize(1);
    }

    @Test
    void letsNobodyInWhoIsBanned() {
        SoftAuthenticator device = registered();
        tenant.api().patch("/v1/users/" + person.id(), "{\"banned\":true}").is(200);
        signIn(device).refused(403, "USER_BANNED");
    }
}
