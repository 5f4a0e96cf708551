package heddle.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.server.TwoNodes;
import heddle.testkit.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RealtimeTest {
    private static final String NOTE =
            "{\"name\":\"note\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"},{\"name\":\"open\",\"data_type\":\"boolean\"}]}";

    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final String type = tenant.type(NOTE);

    @Test
    void greetsAndPingsAndCounts() {
        try (LiveSocket socket = socket()) {
            JsonNode hello = socket.next(m -> m.path("type").asString("").equals("connected"));
            assertThat(hello.path("heartbeat_ms").asInt()).isEqualTo(25_000);
            socket.say("{\"type\":\"ping\",\"ref\":7}");
            assertThat(socket.next(m -> m.path("type").asString("").equals("pong"))
                            .path("ref")
                            .asInt())
                    .isEqualTo(7);
            socket.subscribe("objects:" + type);
            Answer stats = tenant.api().get("/v1/realtime/stats").is(200);
            assertThat(stats.data().path("total_connections").asInt()).isEqualTo(1);
            assertThat(stats.data().path("channels").path("objects:" + type).asInt())
                    .isEqualTo(1);
            assertThat(stats.data().path("channel_count").asInt()).isEqualTo(1);
            assertThat(server.tenant()
                            .api()
                            .get("/v1/realtime/stats")
                            .data()
                            .path("total_connections")
                            .asInt())
                    .isZero();
        }
    }

    @Test
    void refusesBeforeTheUpgrade() {
        String url = server.base() + "/v1/realtime?tenant_id=" + tenant.id();
        assertThat(LiveSocket.refused(url)).isEqualTo(401);
        assertThat(LiveSocket.refused(url + "&token=sk_nobody")).isEqualTo(401);
        assertThat(LiveSocket.refused(server.base() + "/v1/realtime?tenant_id="
                        + server.tenant().id() + "&token=" + tenant.token()))
                .isEqualTo(403);
        server.as(null).get("/v1/realtime?tenant_id=x&token=y").refused(426, "UPGRADE_REQUIRED");
        server.as(null).get("/v1/realtime/stats").refused(401, "UNAUTHORIZED");
    }

    @Test
    void takesTheTokenAsAProtocol() {
        try (LiveSocket socket = LiveSocket.withProtocol(server, tenant.token())) {
            socket.next(m -> m.path("type").asString("").equals("connected"));
        }
    }

    @Test
    void tellsTheWholeLifeOfAnObject() {
        try (LiveSocket socket = socket()) {
            socket.subscribe("objects:" + type);
            String id = tenant.object("note", "{\"text\":\"a\"}");
            tenant.api()
                    .patch("/v1/objects/note/" + id, "{\"properties\":{\"text\":\"b\"}}")
                    .is(200);
            tenant.api().delete("/v1/objects/note/" + id).is(200);
            JsonNode updated = socket.event("object.updated", id);
            assertThat(updated.path("channel").asString("")).isEqualTo("objects:" + type);
            assertThat(updated.at("/data/properties/text").asString("")).isEqualTo("b");
            assertThat(updated.at("/previous/properties/text").asString("")).isEqualTo("a");
            assertThat(updated.path("changed")).isEqualTo(Json.trusted("[\"text\"]"));
            assertThat(updated.at("/actor/type").asString("")).isEqualTo("api_key");
            socket.event("object.deleted", id);
            assertThat(socket.events().stream().map(e -> e.path("event").asString("")))
                    .containsExactly("object.created", "object.updated", "object.deleted");
            List<Long> seqs =
                    socket.events().stream().map(e -> e.path("seq").asLong()).toList();
            assertThat(seqs).isSorted().doesNotHaveDuplicates();
        }
    }

    /** A new object that was told of; a socket that subscribes sooner would hear of it still. */
    private String told(String json) {
        try (LiveSocket socket = socket()) {
            socket.subscribe("objects:" + type);
            String id = tenant.object("note", json);
            socket.event("object.created", id);
            return id;
        }
    }

    @Test
    void narrowsByObjectEventAndFilter() {
        String one = told("{\"text\":\"one\"}");
        try (LiveSocket socket = socket()) {
            socket.subscribe("objects:" + type + ":" + one);
            socket.subscribe("objects:note", ",\"events\":[\"created\"],\"filter\":{\"open\":true}");
            tenant.object("note", "{\"text\":\"shut\",\"open\":false}");
            String open = tenant.object("note", "{\"text\":\"open\",\"open\":true}");
            tenant.api()
                    .patch("/v1/objects/note/" + open, "{\"properties\":{\"text\":\"x\"}}")
                    .is(200);
            tenant.api()
                    .patch("/v1/objects/note/" + one, "{\"properties\":{\"text\":\"two\"}}")
                    .is(200);
            socket.event("object.updated", one);
            assertThat(socket.events().stream()
                            .map(e -> e.path("event").asString("") + " "
                                    + e.at("/data/id").asString("")))
                    .containsExactly("object.created " + open, "object.updated " + one);
        }
    }

    @Test
    void saysWhatIsWrongWithAMessage() {
        try (LiveSocket socket = socket()) {
            assertThat(code(socket.subscribe("objects:nothing", ""))).isEqualTo("UNKNOWN_CHANNEL");
            assertThat(code(socket.subscribe("weather", ""))).isEqualTo("UNKNOWN_CHANNEL");
            assertThat(code(socket.subscribe("objects:note", ",\"filter\":{\"nope\":1}")))
                    .isEqualTo("INVALID_FILTER");
            assertThat(code(socket.subscribe("objects:note", ",\"since\":\"x\"")))
                    .isEqualTo("BAD_MESSAGE");
            for (int i = 0; i < 100; i++) {
                socket.say("{\"type\":\"subscribe\",\"channel\":\"broadcast:" + i + "\"}");
            }
            assertThat(code(socket.subscribe("broadcast:more", ""))).isEqualTo("TOO_MANY_CHANNELS");
            socket.say("no json");
            assertThat(socket.closed()).isEqualTo(4400);
        }
    }

    @Test
    void closesAMessageThatIsTooBig() {
        try (LiveSocket socket = socket()) {
            socket.say("{\"type\":\"ping\",\"ref\":\"" + "x".repeat(70_000) + "\"}");
            assertThat(socket.closed()).isEqualTo(1009);
        }
    }

    /** The promise of {@code subscribed}: what is committed after it is never missed. */
    @Test
    void missesNothingAfterSubscribed() {
        for (int trial = 0; trial < 300; trial++) {
            try (LiveSocket socket = socket()) {
                socket.subscribe("objects:" + type);
                String id = tenant.object("note", "{\"text\":\"" + trial + "\"}");
                socket.event("object.created", id);
            }
        }
    }

    @Test
    void replaysExactlyWhatCameAfterANumber() {
        long from;
        try (LiveSocket socket = socket()) {
            from = socket.subscribe("objects:" + type).path("seq").asLong();
        }
        List<String> ids = IntStream.range(0, 250)
                .mapToObj(i -> tenant.object("note", "{\"text\":\"" + i + "\"}"))
                .toList();
        try (LiveSocket socket = socket()) {
            socket.subscribe("objects:" + type, ",\"since\":" + from);
            String last = tenant.object("note", "{\"text\":\"live\"}");
            socket.event("object.created", last);
            List<String> expected = new ArrayList<>(ids);
            expected.add(last);
            assertThat(socket.events().stream().map(e -> e.at("/data/id").asString("")))
                    .containsExactlyElementsOf(expected);
            long middle = socket.events().get(100).path("seq").asLong();
            try (LiveSocket other = socket()) {
                other.subscribe("objects:" + type, ",\"since\":" + middle);
                other.event("object.created", last);
                assertThat(other.events().stream().map(e -> e.at("/data/id").asString("")))
                        .containsExactlyElementsOf(expected.subList(101, expected.size()));
            }
        }
    }

    @Test
    void saysThereIsAGapWhenItCannotReplay() {
        try (LiveSocket socket = socket()) {
            socket.subscribe("objects:" + type, ",\"since\":987654321987");
            JsonNode gap = socket.next(m -> m.path("type").asString("").equals("gap"));
            assertThat(gap.path("from").asLong()).isEqualTo(987_654_321_987L);
            String id = tenant.object("note", "{}");
            socket.event("object.created", id);
        }
    }

    @Test
    void closesARevokedKeyWithinThreeSeconds() {
        Answer key = tenant.api()
                .post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"read\"]}")
                .is(201);
        try (LiveSocket socket =
                LiveSocket.open(server, key.data().path("token").stringValue(), tenant.id())) {
            socket.subscribe("objects:" + type);
            tenant.api()
                    .delete("/v1/keys/" + key.data().path("key").path("id").stringValue())
                    .is(200);
            await().atMost(Duration.ofSeconds(3))
                    .untilAsserted(() -> assertThat(socket.closed()).isEqualTo(4403));
        }
    }

    @Test
    void dropsASlowConsumerAndKeepsTheOthers() {
        String big = "x".repeat(60_000);
        String wide = tenant.type("{\"name\":\"wide\",\"properties\":[{\"name\":\"text\",\"data_type\":\"text\"}]}");
        try (LiveSocket slow = LiveSocket.deaf(server, tenant.token(), tenant.id());
                LiveSocket quick = socket()) {
            slow.say("{\"type\":\"subscribe\",\"channel\":\"objects:" + wide + "\"}");
            quick.subscribe("objects:" + wide);
            String last = "";
            for (int i = 0; i < 200; i++) {
                last = tenant.object("wide", "{\"text\":\"" + big + "\"}");
            }
            quick.event("object.created", last);
            assertThat(quick.events()).hasSize(200);
            slow.read();
            assertThat(slow.closed()).isEqualTo(4009);
            assertThat(slow.events().size()).isLessThan(200);
        }
    }

    @Test
    void letsClientsMeetAndCall() {
        LiveSocket one = socket();
        try (LiveSocket two = socket()) {
            one.subscribe("presence:lobby");
            one.say(
                    "{\"type\":\"presence\",\"channel\":\"presence:lobby\",\"action\":\"track\",\"state\":{\"name\":\"A\"}}");
            one.next(m -> m.path("event").asString("").equals("join"));
            two.subscribe("presence:lobby");
            JsonNode state = two.next(m -> m.path("event").asString("").equals("state"));
            assertThat(state.at("/members/0/state/name").asString("")).isEqualTo("A");
            one.subscribe("broadcast:room");
            two.subscribe("broadcast:room");
            two.say("{\"type\":\"broadcast\",\"channel\":\"broadcast:room\",\"event\":\"hi\",\"payload\":{\"n\":1}}");
            JsonNode call = one.next(m -> m.path("type").asString("").equals("broadcast"));
            assertThat(call.at("/payload/n").asInt()).isEqualTo(1);
            one.close();
            two.next(m -> m.path("event").asString("").equals("leave"));
        }
    }

    @Test
    void reachesSocketsOnAnotherNode() {
        try (TwoNodes nodes = TwoNodes.start()) {
            TestTenant shared = nodes.one().tenant();
            String id = shared.type(NOTE);
            long seen;
            try (LiveSocket socket = LiveSocket.open(nodes.two(), shared.token(), shared.id())) {
                socket.subscribe("objects:" + id);
                String object = shared.object("note", "{\"text\":\"far\"}");
                seen = socket.event("object.created", object).path("seq").asLong();
            }
            String missed = shared.object("note", "{\"text\":\"missed\"}");
            try (LiveSocket socket = LiveSocket.open(nodes.one(), shared.token(), shared.id())) {
                socket.subscribe("objects:" + id, ",\"since\":" + seen);
                socket.event("object.created", missed);
                assertThat(socket.events()).hasSize(1);
            }
        }
    }

    @Test
    void staysSilentAboutATypeThatKeepsOutOfRealtime() {
        tenant.type("{\"name\":\"quiet\",\"settings\":{\"realtime\":false}}");
        try (LiveSocket socket = socket();
                LiveStream stream =
                        LiveStream.open(server.base() + "/events/stream?token=" + tenant.token(), java.util.Map.of())) {
            assertThat(code(socket.subscribe("objects:quiet", ""))).isEqualTo("FORBIDDEN");
            tenant.object("quiet", "{}");
            stream.event("object.created", tenant.object("note", "{}"));
            assertThat(stream.events()).hasSize(1);
        }
    }

    @Test
    void sendsEverybodyAwayBeforeItStops() {
        TestServer stopping = TestServer.start(heddle.testkit.TestDatabase.fresh(), java.util.Map.of());
        TestTenant own = stopping.tenant();
        LiveSocket socket = LiveSocket.open(stopping, own.token(), own.id());
        LiveStream stream =
                LiveStream.open(stopping.base() + "/events/stream?token=" + own.token(), java.util.Map.of());
        stopping.close();
        assertThat(socket.closed()).isEqualTo(1001);
        await().atMost(Duration.ofSeconds(3)).until(stream::ended);
        assertThat(stream.lines()).doesNotContain("broken");
    }

    private LiveSocket socket() {
        return LiveSocket.open(server, tenant.token(), tenant.id());
    }

    private static String code(JsonNode error) {
        return error.path("code").asString("");
    }
}
