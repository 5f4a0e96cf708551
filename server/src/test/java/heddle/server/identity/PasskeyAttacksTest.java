package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What is not quite right is refused. */
class PasskeyAttacksTest extends PasskeyCeremonies {
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
}
