package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlatformKeysTest {
    private static final TestServer SERVER = TestServer.shared();
    private final PlatformPerson person = PlatformPerson.register(SERVER);

    @Test
    void showsTheKeyOnceAndTakesItInBothHeaders() {
        Answer created = create("{\"name\":\"Production Key\",\"scopes\":[\"trigger\",\"upload\"]}")
                .is(201);
        String key = created.json().path("key").stringValue();
        assertThat(key).matches("cv_live_[A-Za-z0-9_-]{43}");
        Answer all = person.api().get("/api/keys").is(200);
        assertThat(all.text()).doesNotContain(key.substring(12));
        assertThat(all.json().path("total").asInt()).isEqualTo(1);
        JsonNode bearer = SERVER.as(key).post("/api/whoami").is(200).json();
        JsonNode header = SERVER.as(null)
                .with("X-API-Key", key)
                .post("/api/whoami")
                .is(200)
                .json();
        assertThat(header).isEqualTo(bearer);
        assertThat(bearer.path("user").path("id").stringValue()).isEqualTo(person.id());
        assertThat(bearer.path("user").path("scopes").valueStream().map(JsonNode::stringValue))
                .containsExactly("trigger", "upload");
    }

    @Test
    void takesOlderSpellingsOfScopes() {
        Answer created = create("{\"name\":\"k\",\"scopes\":[\"execute:*\",\"read:executions\",\"execute:agent_7\"]}")
                .is(201);
        assertThat(created.json().path("scopes").valueStream().map(JsonNode::stringValue))
                .containsExactly("trigger", "read", "trigger:agent_7");
        assertThat(create("{\"name\":\"k\",\"scopes\":[\"*\"]}")
                        .is(201)
                        .json()
                        .path("scopes")
                        .size())
                .isEqualTo(6);
    }

    @Test
    void namesEveryFault() {
        Answer refused =
                create("{\"scopes\":[\"root\"],\"expires_at\":\"soon\"}").is(400);
        assertThat(refused.json()
                        .path("details")
                        .path("fields")
                        .propertyStream()
                        .map(e -> e.getKey()))
                .contains("name", "expires_at");
        create("{\"name\":\"k\",\"scopes\":[\"root\"]}").is(400);
        create("{\"name\":\"k\",\"scopes\":[]}").is(400);
    }

    @Test
    void takesAPastExpiryAndLetsTheKeyInNowhere() {
        Answer created = create("{\"name\":\"k\",\"scopes\":[\"read\"],\"expires_at\":\"2025-01-01T00:00:00Z\"}")
                .is(201);
        assertThat(created.json().path("is_expired").asBoolean()).isTrue();
        assertThat(created.json().path("warning").stringValue()).isNotEmpty();
        SERVER.as(created.json().path("key").stringValue()).post("/api/whoami").is(401);
    }

    @Test
    void stopsARevokedAndADeletedKeyAtOnce() {
        for (String way : new String[] {"revoke", "delete"}) {
            Answer created = create("{\"name\":\"k\",\"scopes\":[\"read\"]}").is(201);
            String path = "/api/keys/" + created.json().path("id").stringValue();
            Api program = SERVER.as(created.json().path("key").stringValue());
            program.post("/api/whoami").is(200);
            if (way.equals("revoke")) {
                person.api().post(path + "/revoke").is(200);
                person.api().post(path + "/revoke").is(200);
                assertThat(person.api().get(path).json().path("is_revoked").asBoolean())
                        .isTrue();
            } else {
                person.api().delete(path).is(200);
                person.api().get(path).is(404);
            }
            program.post("/api/whoami").is(401);
        }
    }

    @Test
    void countsKeysByTier() {
        for (int i = 0; i < 3; i++) {
            person.key("read");
        }
        Answer refused = create("{\"name\":\"k\",\"scopes\":[\"read\"]}").is(403);
        assertThat(refused.json().path("details").path("limit").asInt()).isEqualTo(3);
        String one = person.api()
                .get("/api/keys")
                .json()
                .path("keys")
                .path(0)
                .path("id")
                .stringValue();
        person.api().post("/api/keys/" + one + "/revoke").is(200);
        create("{\"name\":\"k\",\"scopes\":[\"read\"]}").is(201);
    }

    @Test
    void capsTheRateByTier() {
        Answer created = create("{\"name\":\"k\",\"scopes\":[\"read\"],\"rate_limit\":{\"requests_per_minute\":5000}}")
                .is(201);
        assertThat(created.json().path("rate_limit").path("requests_per_minute").asInt())
                .isEqualTo(60);
    }

    @Test
    void letsNoKeyMakeOrSeeKeys() {
        Api program = SERVER.as(person.key("trigger", "read"));
        assertThat(program.get("/api/keys").is(403).json().path("code").stringValue())
                .isEqualTo("FORBIDDEN");
        program.post("/api/keys", "{\"name\":\"k\",\"scopes\":[\"read\"]}").is(403);
        program.get("/api/auth/me").is(403);
    }

    @Test
    void hidesKeysOfOthers() {
        person.key("read");
        String id = person.api()
                .get("/api/keys")
                .json()
                .path("keys")
                .path(0)
                .path("id")
                .stringValue();
        Api stranger = PlatformPerson.register(SERVER).api();
        stranger.get("/api/keys/" + id).is(404);
        stranger.post("/api/keys/" + id + "/revoke").is(404);
        stranger.delete("/api/keys/" + id).is(404);
        person.api().get("/api/keys/" + id).is(200);
    }

    @Test
    void tellsASessionWhoItIs() {
        JsonNode user = person.api().get("/api/whoami").is(200).json().path("user");
        assertThat(user.path("email").stringValue()).isEqualTo(person.email());
        assertThat(user.path("balance_cents").asInt()).isZero();
        assertThat(user.path("scopes").size()).isEqualTo(6);
    }

    private Answer create(String json) {
        return person.api().post("/api/keys", json);
    }
}
