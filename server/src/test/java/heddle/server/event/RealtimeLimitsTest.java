package heddle.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Limits of number and speed, on a server that holds them. */
class RealtimeLimitsTest {
    private static final int FREE_PLAN = 200;
    private static final TestServer SERVER = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_RATE_LIMITS", "on"));

    private final String url = SERVER.base() + "/v1/realtime?token=";
    private final String token;
    private final String tenantId;

    RealtimeLimitsTest() {
        var created = SERVER.operator()
                .post("/v1/platform/tenants", "{\"name\":\"Free\",\"plan_tier\":\"free\"}")
                .is(201);
        tenantId = created.id();
        token = created.data().path("token").stringValue();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aPlanHasSoManyConnections() {
        List<LiveSocket> open = new ArrayList<>();
        for (int i = 0; i < FREE_PLAN; i++) {
            open.add(LiveSocket.open(SERVER, token, tenantId));
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> connections() == FREE_PLAN);
        assertThat(LiveSocket.refused(url + token)).isEqualTo(402);
        SERVER.as(token).get("/events/stream").refused(402, "QUOTA_EXCEEDED");
        open.forEach(LiveSocket::close);
        await().atMost(Duration.ofSeconds(5)).until(() -> connections() == 0);
        assertThat(LiveSocket.refused(url + token)).isEqualTo(101);
    }

    private int connections() {
        return SERVER.as(token)
                .get("/v1/realtime/stats")
                .data()
                .path("total_connections")
                .asInt();
    }

    @Test
    void aClientThatTalksTooFastIsWarnedAndThenClosed() {
        try (LiveSocket socket = LiveSocket.open(SERVER, token, tenantId)) {
            for (int i = 0; i < 400; i++) {
                if (socket.sayIfOpen("{\"type\":\"ping\"}")) {
                    continue;
                }
                break;
            }
            assertThat(socket.closed()).isEqualTo(4429);
            assertThat(socket.heard().stream().map(m -> m.path("code").asString("")))
                    .contains("RATE_LIMITED");
        }
    }
}
