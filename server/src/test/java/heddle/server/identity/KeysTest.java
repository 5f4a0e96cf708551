package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import org.junit.jupiter.api.Test;

class KeysTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @Test
    void showsTheTokenOnceAndNeverAgain() {
        Answer created =
                api.post("/v1/keys", "{\"label\":\"ci\",\"scopes\":[\"read\"]}").is(201);
        String token = created.data().path("token").stringValue();
        assertThat(token).matches("sk_[0-9A-Za-z]{46}");
        assertThat(created.data().path("key").path("prefix").stringValue()).isEqualTo(token.substring(0, 10));
        assertThat(api.get("/v1/keys").is(200).text()).doesNotContain(token.substring(10, 40));
    }

    @Test
    void reportsEveryFault() {
        Answer refused = api.post("/v1/keys", "{\"scopes\":[],\"rate_limit\":0,\"ip_allowlist\":[7]}")
                .refused(400, "VALIDATION_ERROR");
        assertThat(refused.faults())
                .contains(
                        "label required", "scopes required", "rate_limit out_of_range", "ip_allowlist[0] invalid_type");
    }

    @Test
    void refusesUnknownScopesAndNetworks() {
        assertThat(api.post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"root\"],\"ip_allowlist\":[\"house\"]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("scopes[0] not_in_enum", "ip_allowlist[0] invalid_format");
    }

    @Test
    void letsNobodyGrantWhatTheyLack() {
        Api limited = tenant.key("*");
        limited.post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"*\"]}").is(201);
        tenant.key("read")
                .post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"read\"]}")
                .refused(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void stopsARevokedKeyAtOnce() {
        Answer created =
                api.post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"*\"]}").is(201);
        String id = created.data().path("key").path("id").stringValue();
        Api other = TestServer.shared().as(created.data().path("token").stringValue());
        other.get("/v1/keys").is(200);
        assertThat(api.delete("/v1/keys/" + id).is(200).data().path("status").stringValue())
                .isEqualTo("revoked");
        other.get("/v1/keys").refused(401, "UNAUTHORIZED");
        api.delete("/v1/keys/" + id).is(200);
        api.patch("/v1/keys/" + id, "{\"label\":\"y\"}").refused(409, "INVALID_STATE");
    }

    @Test
    void keepsTheLastKeyThatCanMakeKeys() {
        String id = api.get("/v1/keys").data().path(0).path("id").stringValue();
        api.delete("/v1/keys/" + id).refused(409, "INVALID_STATE");
    }

    @Test
    void rotatesWithAndWithoutGrace() {
        Answer first =
                api.post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"*\"]}").is(201);
        String id = first.data().path("key").path("id").stringValue();
        Api old = TestServer.shared().as(first.data().path("token").stringValue());
        Answer rotated = api.post("/v1/keys/" + id + "/rotate", "{\"grace_period_secs\":3600}")
                .is(200);
        assertThat(rotated.data().path("old_key").path("status").stringValue()).isEqualTo("rotating");
        old.get("/v1/keys").is(200);
        String next = rotated.data().path("new_key").path("id").stringValue();
        Api fresh = TestServer.shared().as(rotated.data().path("token").stringValue());
        api.post("/v1/keys/" + next + "/rotate", "{}").is(200);
        fresh.get("/v1/keys").refused(401, "UNAUTHORIZED");
    }

    @Test
    void holdsAKeyToItsNetworks() {
        String token = api.post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"*\"],\"ip_allowlist\":[\"10.0.0.0/8\"]}")
                .is(201)
                .data()
                .path("token")
                .stringValue();
        TestServer.shared().as(token).get("/v1/keys").refused(403, "IP_NOT_ALLOWED");
    }

    @Test
    void hidesKeysOfOtherTenants() {
        String foreign = TestServer.shared()
                .tenant()
                .api()
                .get("/v1/keys")
                .data()
                .path(0)
                .path("id")
                .stringValue();
        api.delete("/v1/keys/" + foreign).refused(404, "NOT_FOUND");
        api.patch("/v1/keys/" + foreign, "{\"label\":\"mine\"}").refused(404, "NOT_FOUND");
    }

    @Test
    void replaysARequestWithTheSameIdempotencyKey() {
        Api repeating = api.with("Idempotency-Key", "create-once");
        Answer first = repeating
                .post("/v1/keys", "{\"label\":\"once\",\"scopes\":[\"read\"]}")
                .is(201);
        Answer second = repeating
                .post("/v1/keys", "{\"label\":\"once\",\"scopes\":[\"read\"]}")
                .is(201);
        assertThat(second.data()).isEqualTo(first.data());
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        repeating
                .post("/v1/keys", "{\"label\":\"twice\",\"scopes\":[\"read\"]}")
                .refused(422, "IDEMPOTENCY_KEY_REUSED");
        assertThat(api.get("/v1/keys")
                        .data()
                        .valueStream()
                        .filter(k -> k.path("label").stringValue().equals("once")))
                .hasSize(1);
    }
}
