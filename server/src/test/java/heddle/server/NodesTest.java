package heddle.server;

import heddle.testkit.Api;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two programs on one database behave as one. */
class NodesTest {
    private static final TwoNodes NODES = TwoNodes.start();

    private final TestServer one = NODES.one();
    private final TestServer two = NODES.two();

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void aSchemaChangeIsSeenByTheOtherNodeAtOnce() {
        TestTenant tenant = one.tenant();
        String type = tenant.type("{\"name\":\"thing\",\"properties\":[{\"name\":\"a\",\"data_type\":\"string\"}]}");
        Api other = tenant.at(two);
        other.post("/v1/objects/thing", "{\"properties\":{\"a\":\"1\"}}").is(201);
        for (int i = 0; i < 20; i++) {
            tenant.api()
                    .post(
                            "/v1/object-types/" + type + "/properties",
                            "{\"name\":\"b" + i + "\",\"data_type\":\"integer\"}")
                    .is(201);
            String body = "{\"properties\":{\"b" + i + "\":1}}";
            Awaitility.await()
                    .atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> other.post("/v1/objects/thing", body).status() == 201);
        }
    }

    @Test
    void aRevokedKeyIsRefusedByTheOtherNode() {
        TestTenant tenant = one.tenant();
        var made = tenant.api()
                .post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"*\"]}")
                .is(201);
        Api there = two.as(made.data().path("token").stringValue());
        there.get("/v1/keys").is(200);
        tenant.api()
                .delete("/v1/keys/" + made.data().path("key").path("id").stringValue())
                .is(200);
        Awaitility.await()
                .atMost(Duration.ofSeconds(1))
                .until(() -> there.get("/v1/keys").status() == 401);
    }
}
