package heddle.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrackTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api api = tenant.api();

    @Test
    void tracksAndListsCustomEvents() {
        Answer tracked = api.post("/v1/events", "{\"event_type\":\"cart.paid\",\"data\":{\"cents\":1250}}")
                .is(200);
        assertThat(tracked.data().path("tracked").asBoolean()).isTrue();
        api.post("/v1/events", "{\"events\":[{\"event_type\":\"a\"},{\"event_type\":\"b\"}]}")
                .is(200);
        Answer list = api.get("/v1/events/list").is(200);
        assertThat(list.data().path("total").asInt()).isEqualTo(3);
        assertThat(list.data()
                        .path("events")
                        .valueStream()
                        .map(e -> e.path("event_type").asString("")))
                .containsExactly("b", "a", "cart.paid");
        Answer one = api.get("/v1/events/list?event_type=cart.paid").is(200);
        assertThat(one.data().path("events").path(0).path("data").path("cents").asInt())
                .isEqualTo(1250);
        assertThat(one.data().path("events").path(0).path("id").asString(""))
                .isEqualTo(tracked.data().path("event_id").asString(""));
        assertThat(api.get("/v1/events/list?to=2001-01-01")
                        .is(200)
                        .data()
                        .path("total")
                        .asInt())
                .isZero();
        assertThat(api.get("/v1/events/list?limit=1&offset=1")
                        .is(200)
                        .data()
                        .path("events")
                        .size())
                .isEqualTo(1);
        assertThat(server.tenant()
                        .api()
                        .get("/v1/events/list")
                        .data()
                        .path("total")
                        .asInt())
                .isZero();
    }

    @Test
    void refusesWhatIsNotACustomEvent() {
        assertThat(api.post("/v1/events", "{\"event_type\":\"object.created\",\"data\":[]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("event_type reserved", "data invalid_type");
        assertThat(api.post("/v1/events", "{\"events\":[{\"event_type\":\"Big\"},7,{}]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly(
                        "events[0].event_type invalid_format",
                        "events[1] invalid_type",
                        "events[2].event_type required");
        api.post("/v1/events", "{\"event_type\":\"big\",\"data\":{\"x\":\"" + "y".repeat(33_000) + "\"}}")
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/events", "{\"events\":[" + "{\"event_type\":\"a\"},".repeat(100) + "{\"event_type\":\"a\"}]}")
                .refused(400, "BATCH_LIMIT_EXCEEDED");
        api.get("/v1/events/list?from=yesterday").refused(400, "VALIDATION_ERROR");
        tenant.key("read").post("/v1/events", "{\"event_type\":\"a\"}").refused(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void namesAllTypesWithTheTenantsOwn() {
        api.post(
                "/v1/events",
                "{\"events\":[{\"event_type\":\"zoo\"},{\"event_type\":\"ant\"},{\"event_type\":\"zoo\"}]}");
        List<String> types = api.get("/events/types")
                .is(200)
                .data()
                .valueStream()
                .map(t -> t.asString(""))
                .toList();
        assertThat(types).contains("object.created", "quota.warning").endsWith("custom.ant", "custom.zoo");
        assertThat(api.get("/v1/events/types").is(200).data().size()).isEqualTo(types.size());
    }

    @Test
    void auditsWhoDidWhat() {
        tenant.type(
                "{\"name\":\"note\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"},{\"name\":\"other\",\"data_type\":\"string\"}]}");
        String id = tenant.object("note", "{\"text\":\"a\",\"other\":\"same\"}");
        api.with("X-Request-Id", "req-of-the-test")
                .patch("/v1/objects/note/" + id, "{\"properties\":{\"text\":\"b\"}}")
                .is(200);
        Answer logs = api.get("/v1/audit-logs?resource_id=" + id).is(200);
        assertThat(logs.data().path("total").asInt()).isEqualTo(2);
        var update = logs.data().path("logs").path(0);
        assertThat(update.path("action").asString("")).isEqualTo("object.updated");
        assertThat(update.at("/before/properties").toString()).isEqualTo("{\"text\":\"a\"}");
        assertThat(update.at("/after/properties").toString()).isEqualTo("{\"text\":\"b\"}");
        assertThat(update.path("actor_type").asString("")).isEqualTo("api_key");
        assertThat(update.path("request_id").asString("")).isEqualTo("req-of-the-test");
        assertThat(count("?action=object.*")).isEqualTo(2);
        assertThat(count("?action=object.created&resource_type=object")).isEqualTo(1);
        assertThat(count("?request_id=req-of-the-test")).isEqualTo(1);
        assertThat(count("?actor_id=key_nobody")).isZero();
        assertThat(count("?from=2001-01-01&to=2001-01-02")).isZero();
        api.get("/v1/audit-logs?action=o%25").refused(400, "VALIDATION_ERROR");
        api.get("/v1/audit-logs?limit=0").refused(400, "VALIDATION_ERROR");
        tenant.key("read").get("/v1/audit-logs").refused(403, "INSUFFICIENT_SCOPE");
    }

    private int count(String query) {
        return api.get("/v1/audit-logs" + query).is(200).data().path("total").asInt();
    }

    @Test
    void theLogCannotBeChanged() {
        api.post("/v1/events", "{\"event_type\":\"kept\"}").is(200);
        for (String sql :
                List.of("update kernel.events set type = 'x'", "delete from kernel.events", "truncate kernel.events")) {
            assertThatThrownBy(() -> server.app().kernel().db().systemTx("a test of the log", tx -> {
                        tx.define(sql);
                        return true;
                    }))
                    .as(sql)
                    .hasMessageContaining("append-only");
        }
        assertThat(api.get("/v1/events/list").data().path("total").asInt()).isEqualTo(1);
    }
}
