package heddle.server.studio;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AgentSyncTest {
    private static final TestServer SERVER = TestServer.shared();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String NODES = """
            "nodes":[{"id":"node_1","type":"trigger","position":{"x":100,"y":1.5e2},"data":{"trigger_type":"manual"}}]""";

    private final Api api = PlatformPerson.register(SERVER).api();
    private final String id = "agent_local_" + COUNT.incrementAndGet();

    @Test
    void makesTheAgentOnceAndChangesItAfterwards() {
        JsonNode made = sync("{\"agent\":{\"name\":\"Local\"},\"workflow\":{%s,\"edges\":[]}}".formatted(NODES))
                .is(201)
                .json();
        assertThat(made.path("agent").path("id").stringValue()).isEqualTo(id);
        assertThat(made.path("agent").path("version").asInt()).isEqualTo(1);
        assertThat(made.path("agent").path("workflow_version").asInt()).isEqualTo(1);
        assertThat(made.path("workflow").path("nodes").path(0).path("id").stringValue())
                .isEqualTo("node_1");
        JsonNode changed = sync("{\"agent\":{\"description\":\"new\"}}").is(200).json();
        assertThat(changed.path("agent").path("name").stringValue()).isEqualTo("Local");
        assertThat(changed.path("agent").path("version").asInt()).isEqualTo(2);
        assertThat(changed.path("workflow").path("version").asInt()).isEqualTo(1);
        JsonNode read = api.get("/api/agents/" + id).is(200).json();
        assertThat(read.path("has_workflow").asBoolean()).isTrue();
        assertThat(read.path("workflow").path("agent_id").stringValue()).isEqualTo(id);
    }

    @Test
    void keepsADocumentOnceHoweverItIsSpelled() {
        sync("{\"agent\":{\"name\":\"a\"},\"workflow\":{%s,\"edges\":[{\"source\":\"a\",\"target\":\"b\"}]}}"
                        .formatted(NODES))
                .is(201);
        JsonNode same = sync("""
                {"workflow":{"edges":[{"target":"b","source":"a"}],"version":7,"nodes":[{"type":"trigger",
                 "data":{"trigger_type":"manual"},"position":{"y":150.0,"x":100},"id":"node_1"}]},"agent":{"name":"a"}}
                """).is(200).json();
        assertThat(same.path("agent").path("workflow_version").asInt()).isEqualTo(1);
        assertThat(same.path("agent").path("version").asInt()).isEqualTo(1);
        JsonNode other =
                sync("{\"agent\":{},\"workflow\":{\"nodes\":[]}}").is(200).json();
        assertThat(other.path("workflow").path("version").asInt()).isEqualTo(2);
        assertThat(other.path("workflow").path("nodes").isEmpty()).isTrue();
        assertThat(other.path("agent").path("version").asInt()).isEqualTo(2);
    }

    @Test
    void takesTheOlderFlatBody() {
        JsonNode made = sync("{\"name\":\"flat\",\"model_id\":\"gpt-4o\",\"workflow\":{\"nodes\":[],\"edges\":[]}}")
                .is(201)
                .json();
        assertThat(made.path("agent").path("model").stringValue()).isEqualTo("gpt-4o");
        assertThat(made.path("workflow").path("version").asInt()).isEqualTo(1);
    }

    @Test
    void namesFaultsOfAgentAndWorkflowTogether() {
        Answer refused = sync("{\"agent\":{\"tools\":[\"fly\"]},\"workflow\":{\"nodes\":{},\"edges\":[]}}")
                .is(400);
        assertThat(refused.json()
                        .path("details")
                        .path("fields")
                        .propertyStream()
                        .map(e -> e.getKey()))
                .containsExactlyInAnyOrder("name", "tools", "workflow.nodes");
        sync("{\"agent\":\"me\"}").is(400);
        sync("{\"agent\":{\"name\":\"a\"},\"workflow\":[]}").is(400);
        String nodes = String.join(",", java.util.Collections.nCopies(501, "{}"));
        sync("{\"agent\":{\"name\":\"a\"},\"workflow\":{\"nodes\":[%s]}}".formatted(nodes))
                .is(400);
        api.get("/api/agents/" + id).is(404);
        api.post("/api/agents/directory/sync", "{\"agent\":{\"name\":\"a\"}}").is(400);
        api.post("/api/agents/a.b/sync", "{\"agent\":{\"name\":\"a\"}}").is(400);
        sync("{\"agent\":{\"name\":\"a\"}}").is(201);
        sync("{\"agent\":{\"name\":\"b\",\"version\":9}}").is(409);
    }

    @Test
    void makesOneAgentOfManySyncsAtOnce() {
        List<Integer> statuses =
                atOnce(10, i -> sync("{\"agent\":{\"name\":\"a\"}}").status());
        assertThat(statuses.stream().filter(s -> s == 201)).hasSize(1);
        assertThat(statuses.stream().filter(s -> s == 200)).hasSize(9);
    }

    private Answer sync(String json) {
        return api.post("/api/agents/" + id + "/sync", json);
    }
}
