package heddle.server.identity;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A person, and the two ceremonies of their passkeys, begun and ended through the front door. */
abstract class PasskeyCeremonies {
    static final TestServer SERVER = TestServer.shared();

    final TestTenant tenant = SERVER.tenant();
    final Api door = Person.door(tenant);
    final Person person = Person.signUp(tenant);

    static SoftAuthenticator authenticator() {
        return new SoftAuthenticator(SERVER.base());
    }

    static String body(ObjectNode credential) {
        return Json.object().set("credential", credential).toString();
    }

    static JsonNode options(Answer begun) {
        return begun.is(200).data().path("options");
    }

    static JsonNode beginRegistration(Person person) {
        return options(person.api().post("/v1/auth/passkeys/register/begin"));
    }

    JsonNode beginSignIn() {
        return options(door.post("/v1/auth/passkeys/authenticate/begin"));
    }

    static Answer register(Person person, SoftAuthenticator device) {
        return person.api()
                .post("/v1/auth/passkeys/register/complete", body(device.create(beginRegistration(person))))
                .is(200);
    }

    SoftAuthenticator registered() {
        SoftAuthenticator device = authenticator();
        register(person, device);
        return device;
    }

    Answer signIn(SoftAuthenticator device) {
        return door.post("/v1/auth/passkeys/authenticate/complete", body(device.get(beginSignIn())));
    }
}
