package heddle.server.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StreamTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final String type =
            tenant.type("{\"name\":\"note\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"}]}");

    @Test
    void streamsObjectEventsAsTheyHappen() {
        try (LiveStream stream = open("")) {
            assertThat(stream.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
            assertThat(stream.response().headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(stream.response().headers().firstValue("X-Accel-Buffering"))
                    .hasValue("no");
            assertThat(stream.lines().getFirst()).isEqualTo("retry: 3000");
            String id = note("a");
            LiveStream.Heard created = stream.event("object.created", id);
            assertThat(created.data().path("channel").asString("")).isEqualTo("objects:" + type);
            assertThat(created.data().path("seq").asString()).isEqualTo(created.id());
            assertThat(created.data().at("/data/properties/text").asString("")).isEqualTo("a");
        }
    }

    @Test
    void takesTheTokenInTheQueryAndAtItsAlias() {
        for (String path : List.of("/events/stream", "/v1/events/stream")) {
            try (LiveStream stream = LiveStream.open(server.base() + path + "?token=" + tenant.token(), Map.of())) {
                stream.event("object.created", note("b"));
            }
        }
        server.as(null).get("/events/stream").refused(401, "UNAUTHORIZED");
        server.as(null).get("/events/stream?token=sk_no").refused(401, "UNAUTHORIZED");
        tenant.key("write").get("/events/stream").refused(403, "INSUFFICIENT_SCOPE");
        tenant.api().get("/events/stream?object_type_id=nothing").refused(404, "NOT_FOUND");
        tenant.api().with("Last-Event-ID", "x").get("/events/stream").refused(400, "VALIDATION_ERROR");
    }

    @Test
    void narrowsByTypeAndName() {
        String other = tenant.type("{\"name\":\"other\"}");
        try (LiveStream stream = open("?types=object.updated,custom.*&object_type_id=" + other);
                LiveStream custom = open("?types=custom.*")) {
            note("c");
            tenant.object("other", "{}");
            tenant.api()
                    .post("/v1/events", "{\"event_type\":\"sign.up\",\"data\":{\"plan\":\"pro\"}}")
                    .is(200);
            LiveStream.Heard heard = custom.next(h -> h.event().equals("custom.sign.up"));
            assertThat(heard.data().at("/data/plan").asString("")).isEqualTo("pro");
            assertThat(custom.events()).hasSize(1);
            assertThat(stream.events()).isEmpty();
        }
        assertThat(tenant.key("read").get("/events/stream?types=key.created").status())
                .isEqualTo(403);
        assertThat(tenant.publishable().get("/events/stream?types=custom.*").status())
                .isEqualTo(403);
    }

    /** A reader that is cut off again and again while others write still hears every event once. */
    @Test
    void losesNothingAcrossReconnections() throws InterruptedException {
        List<String> written = java.util.Collections.synchronizedList(new ArrayList<>());
        LiveStream first = open("");
        String resume = first.lastId();
        List<Thread> writers = new ArrayList<>();
        for (int w = 0; w < 3; w++) {
            writers.add(Thread.startVirtualThread(() -> {
                for (int i = 0; i < 100; i++) {
                    written.add(note("w" + i));
                }
            }));
        }
        List<String> heard = new ArrayList<>();
        LiveStream stream = first;
        while (writers.stream().anyMatch(Thread::isAlive)) {
            int enough = Math.min(300, heard.size() + 20);
            LiveStream current = stream;
            int had = heard.size();
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> had + current.events().size() >= enough);
            resume = take(stream, heard, resume);
            stream = open("", resume);
        }
        for (Thread writer : writers) {
            writer.join();
        }
        LiveStream last = stream;
        int had = heard.size();
        await().atMost(Duration.ofSeconds(10)).until(() -> had + last.events().size() >= 300);
        take(last, heard, resume);
        assertThat(new java.util.LinkedHashSet<>(heard)).containsExactlyInAnyOrderElementsOf(written);
    }

    private static String take(LiveStream stream, List<String> heard, String before) {
        stream.close();
        List<LiveStream.Heard> all = stream.events();
        all.forEach(h -> heard.add(h.data().at("/data/id").asString("")));
        return all.isEmpty() ? before : all.getLast().id();
    }

    @Test
    void saysThereIsAGapWhenTheNumberIsUnknown() {
        try (LiveStream stream = open("", "98765432198")) {
            assertThat(stream.next(h -> h.event().equals("gap"))
                            .data()
                            .path("from")
                            .asLong())
                    .isEqualTo(98_765_432_198L);
            stream.event("object.created", note("d"));
        }
    }

    @Test
    void endsWithItsKey() {
        Answer key = tenant.api()
                .post("/v1/keys", "{\"label\":\"x\",\"scopes\":[\"read\"]}")
                .is(201);
        String token = key.data().path("token").stringValue();
        try (LiveStream stream = LiveStream.open(server.base() + "/events/stream?token=" + token, Map.of())) {
            tenant.api()
                    .delete("/v1/keys/" + key.data().path("key").path("id").stringValue())
                    .is(200);
            await().atMost(Duration.ofSeconds(3)).until(stream::ended);
            assertThat(stream.lines()).doesNotContain("broken");
        }
    }

    @Test
    void endsAfterAnHour() {
        try (TestServer own = TestServer.start(heddle.testkit.TestDatabase.fresh(), Map.of())) {
            TestTenant there = own.tenant();
            try (LiveStream stream = LiveStream.open(own.base() + "/events/stream?token=" + there.token(), Map.of())) {
                own.operator()
                        .post("/v1/platform/clock", "{\"advance_seconds\":3601}")
                        .is(200);
                await().atMost(Duration.ofSeconds(5)).until(stream::ended);
                assertThat(stream.lines()).doesNotContain("broken");
            }
        }
    }

    private String note(String text) {
        return tenant.object("note", "{\"text\":\"" + text + "\"}");
    }

    private LiveStream open(String query) {
        return LiveStream.open(
                server.base() + "/events/stream" + query, Map.of("Authorization", "Bearer " + tenant.token()));
    }

    private LiveStream open(String query, String lastEventId) {
        return LiveStream.open(
                server.base() + "/events/stream" + query,
                Map.of("Authorization", "Bearer " + tenant.token(), "Last-Event-ID", lastEventId));
    }
}
