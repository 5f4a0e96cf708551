package heddle.server.event;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a browser's key hears is what policies let it read, no more. */
class VisibilityTest {
    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final String type = tenant.type("""
            {"name":"post","properties":[
                {"name":"text","data_type":"string"},
                {"name":"secret","data_type":"string"},
                {"name":"public","data_type":"boolean"}]}
            """);
    private final String key = tenant.token(new String[] {"read"}, "publishable");

    @Test
    void hearsOnlyVisibleRowsAndWhenTheyGo() {
        policy("{\"name\":\"public\",\"action\":\"select\",\"condition_json\":{\"public\":true},"
                + "\"fields\":{\"hide\":[\"secret\"]}}");
        try (LiveSocket socket = LiveSocket.open(server, key, tenant.id());
                LiveStream stream = LiveStream.open(server.base() + "/events/stream?token=" + key, Map.of())) {
            socket.subscribe("objects:post");
            String hidden = tenant.object("post", "{\"text\":\"h\",\"public\":false}");
            String shown = tenant.object("post", "{\"text\":\"s\",\"secret\":\"x1\",\"public\":true}");
            patch(hidden, "{\"text\":\"still hidden\"}");
            patch(shown, "{\"secret\":\"x2\",\"text\":\"t\"}");
            patch(shown, "{\"public\":false}");
            patch(shown, "{\"text\":\"unseen\"}");
            patch(shown, "{\"text\":\"again\",\"public\":true}");
            tenant.api().delete("/v1/objects/post/" + hidden).is(200);
            tenant.api().delete("/v1/objects/post/" + shown).is(200);

            socket.event("object.deleted", shown);
            stream.event("object.deleted", shown);
            List<String> expected =
                    List.of("object.created", "object.updated", "object.removed", "object.updated", "object.deleted");
            assertThat(socket.events())
                    .allSatisfy(e -> assertThat(e.toString())
                            .contains(shown)
                            .doesNotContain(hidden)
                            .doesNotContain("secret")
                            .doesNotContain("unseen"));
            assertThat(socket.events().stream().map(e -> e.path("event").asString("")))
                    .containsExactlyElementsOf(expected);
            assertThat(stream.events().stream().map(LiveStream.Heard::event)).containsExactlyElementsOf(expected);
            JsonNode removed = socket.events().get(2);
            assertThat(removed.path("data").propertyNames()).containsExactly("id");
            assertThat(removed.has("previous")).isFalse();
            assertThat(socket.events().get(3).has("previous")).isFalse();
        }
    }

    @Test
    void hearsNothingWithoutAPolicyAndObeysANewOneAtOnce() {
        try (LiveSocket socket = LiveSocket.open(server, key, tenant.id())) {
            socket.subscribe("objects:post");
            tenant.object("post", "{\"text\":\"before\"}");
            policy("{\"name\":\"all\",\"action\":\"select\",\"condition_json\":{}}");
            String after = tenant.object("post", "{\"text\":\"after\"}");
            socket.event("object.created", after);
            assertThat(socket.events()).hasSize(1);
        }
    }

    @Test
    void replaysOnlyWhatIsVisible() {
        policy("{\"name\":\"public\",\"action\":\"select\",\"condition_json\":{\"public\":true}}");
        long since;
        try (LiveSocket socket = LiveSocket.open(server, key, tenant.id())) {
            since = socket.subscribe("objects:post").path("seq").asLong();
        }
        tenant.object("post", "{\"public\":false}");
        String shown = tenant.object("post", "{\"public\":true}");
        try (LiveSocket socket = LiveSocket.open(server, key, tenant.id())) {
            socket.subscribe("objects:post", ",\"since\":" + since);
            socket.event("object.created", shown);
            assertThat(socket.events()).hasSize(1);
            assertThat(socket.subscribe("files", "").path("code").asString("")).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void hearsNothingOfAnotherTenant() {
        TestTenant other = server.tenant();
        try (LiveSocket socket = LiveSocket.open(server, other.token(), other.id());
                LiveStream stream =
                        LiveStream.open(server.base() + "/events/stream?token=" + other.token(), Map.of())) {
            assertThat(socket.subscribe("objects:" + type, "").path("code").asString(""))
                    .isEqualTo("UNKNOWN_CHANNEL");
            tenant.object("post", "{\"text\":\"mine\"}");
            other.type("{\"name\":\"post\"}");
            String theirs = other.object("post", "{}");
            stream.event("object.created", theirs);
            assertThat(stream.events()).hasSize(1);
        }
    }

    private void policy(String json) {
        tenant.api().post("/v1/object-types/" + type + "/policies", json).is(201);
    }

    private void patch(String id, String properties) {
        tenant.api()
                .patch("/v1/objects/post/" + id, "{\"properties\":" + properties + "}")
                .is(200);
    }
}
