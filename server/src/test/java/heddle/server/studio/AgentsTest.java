package heddle.server.studio;

import static heddle.server.AtOnce.atOnce;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AgentsTest {
    private static final TestServer SERVER = TestServer.shared();
    private final PlatformPerson person = PlatformPerson.register(SERVER);
    private final Api api = person.api();

    @Test
    void makesTheDefaultAgentWithTheFirstCall() {
        for (Answer each : atOnce(8, i -> api.get("/api/agents"))) {
            JsonNode page = each.is(200).json();
            assertThat(page.path("total").asInt()).isEqualTo(1);
            assertThat(page.path("limit").asInt()).isEqualTo(20);
            assertThat(page.path("offset").asInt()).isZero();
        }
        JsonNode agent = api.get("/api/agents").is(200).json().path("agents").path(0);
        assertThat(agent.path("name").stringValue()).isEqualTo("default");
        assertThat(agent.path("is_default").asBoolean()).isTrue();
        assertThat(agent.path("owner_id").stringValue()).isEqualTo(person.id());
        assertThat(agent.path("reputation").path("score").asDouble()).isEqualTo(13.22);
        assertThat(agent.path("reputation").path("provisional").asBoolean()).isTrue();
        assertThat(agent.path("stats").path("pass_rate").isNull()).isTrue();
        assertThat(agent.path("online").asBoolean()).isFalse();
    }

    @Test
    void createsWithTheFieldsOfBothProducts() {
        JsonNode made = create("""
                {"name":"My Agent","description":"Agent description","model":"gpt-4o",
                 "system_prompt":"You are a helpful assistant.","tools":["search_web","calculate_math","search_web"],
                 "temperature":0.2,"personality":"Python and tests","capabilities":["Python"," python ","c++"],
                 "avatar_url":"https://example.com/a.png","min_price_cents":250,"max_active":5,"listed":false,
                 "paused":true,"unknown":1}
                """).is(201).json();
        assertThat(made.path("id").stringValue()).startsWith("agent_");
        JsonNode read = api.get(path(made)).is(200).json();
        assertThat(read).isEqualTo(made);
        assertThat(words(read, "tools")).containsExactly("search_web", "calculate_math");
        assertThat(words(read, "capabilities")).containsExactly("python", "c++");
        assertThat(read.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(read.path("listed").asBoolean()).isFalse();
        assertThat(read.path("paused").asBoolean()).isTrue();
        assertThat(read.path("max_active").asInt()).isEqualTo(5);
        assertThat(read.path("has_workflow").asBoolean()).isFalse();
        JsonNode plain = create("{\"name\":\"plain\"}").is(201).json();
        assertThat(plain.path("temperature").asDouble()).isEqualTo(0.7);
        assertThat(plain.path("max_active").asInt()).isEqualTo(3);
        assertThat(plain.path("listed").asBoolean()).isTrue();
        assertThat(plain.path("tools").isArray()).isTrue();
    }

    @Test
    void namesEveryFaultAtOnce() {
        Answer refused = create("""
                {"name":"a\\u0007b","description":"%s","tools":["search_web","fly","swim"],"temperature":2.5,
                 "personality":"%s","avatar_url":"javascript:alert(1)","capabilities":["-x"],"min_price_cents":-1,
                 "max_active":0,"system_prompt":"%s"}
                """.formatted("d".repeat(1_001), "p".repeat(4_001), "s".repeat(20_001)))
                .is(400);
        JsonNode fields = refused.json().path("details").path("fields");
        assertThat(fields.propertyStream().map(e -> e.getKey()))
                .containsExactlyInAnyOrder(
                        "name",
                        "description",
                        "tools",
                        "temperature",
                        "personality",
                        "avatar_url",
                        "capabilities",
                        "min_price_cents",
                        "max_active",
                        "system_prompt");
        assertThat(fields.path("tools").stringValue()).contains("fly, swim").doesNotContain("search_web");
        assertThat(refused.json().path("code").stringValue()).isEqualTo("VALIDATION_ERROR");
        create("{}").is(400);
        create("{\"name\":\"  \"}").is(400);
        create("{\"name\":\"%s\"}".formatted("n".repeat(101))).is(400);
        create("{\"name\":\"%s\"}".formatted("n".repeat(100))).is(201);
        create("{\"name\":\"x\",\"temperature\":\"hot\"}").is(400);
        create("{\"name\":\"x\",\"temperature\":\"0.5\"}").is(400);
        create("{\"name\":\"x\",\"tools\":[null]}").is(400);
    }

    @Test
    void knowsOlderNamesOfToolsAndThoseOfBridges() {
        JsonNode made = create(
                        "{\"name\":\"a\",\"tools\":[\"send_slack\",\"send_slack_message\",\"files__read_file\"]}")
                .is(201)
                .json();
        assertThat(words(made, "tools")).containsExactly("send_slack", "files__read_file");
    }

    @Test
    void keepsNamesApartWhateverTheirCase() {
        create("{\"name\":\"Straße\"}").is(201);
        Answer refused = create("{\"name\":\" STRAßE \"}").is(409);
        assertThat(refused.json().path("code").stringValue()).isEqualTo("CONFLICT");
        create("{\"name\":\"Default\"}").is(409);
        JsonNode other = create("{\"name\":\"other\"}").is(201).json();
        api.put(path(other), "{\"name\":\"straße\"}").is(409);
        api.put(path(other), "{\"name\":\"Other\"}").is(200);
        PlatformPerson.register(SERVER)
                .api()
                .post("/api/agents", "{\"name\":\"Straße\"}")
                .is(201);
    }

    @Test
    void makesOneOfManyAgentsOfOneName() {
        List<Integer> statuses = atOnce(12, i -> create("{\"name\":\"racer\"}").status());
        assertThat(statuses.stream().filter(s -> s == 201)).hasSize(1);
        assertThat(statuses.stream().filter(s -> s == 409)).hasSize(11);
    }

    @Test
    void changesWhatIsSentAndKeepsTheRest() {
        JsonNode made = create("{\"name\":\"a\",\"description\":\"d\",\"model\":\"m\",\"tools\":[\"search_web\"]}")
                .is(201)
                .json();
        JsonNode put = api.put(path(made), "{\"name\":\"b\",\"tools\":[\"search_web\",\"send_slack\"]}")
                .is(200)
                .json();
        assertThat(put.path("name").stringValue()).isEqualTo("b");
        assertThat(put.path("description").stringValue()).isEqualTo("d");
        assertThat(put.path("version").asInt()).isEqualTo(2);
        JsonNode cleared = api.patch(path(made), "{\"description\":\"\",\"model\":null,\"tools\":null}")
                .is(200)
                .json();
        assertThat(cleared.path("description").stringValue()).isEmpty();
        assertThat(cleared.path("model").isNull()).isTrue();
        assertThat(cleared.path("tools").isEmpty()).isTrue();
        JsonNode same = api.put(path(made), "{\"name\":\"b\"}").is(200).json();
        assertThat(same.path("version").asInt()).isEqualTo(3);
        assertThat(same.path("updated_at")).isEqualTo(cleared.path("updated_at"));
        api.put(path(made), "{\"name\":null}").is(400);
    }

    @Test
    void refusesAStaleChange() {
        JsonNode made = create("{\"name\":\"a\"}").is(201).json();
        api.put(path(made), "{\"name\":\"b\",\"version\":1}").is(200);
        Answer stale = api.put(path(made), "{\"name\":\"c\",\"version\":1}").is(409);
        assertThat(stale.json().path("details").path("current_version").asInt()).isEqualTo(2);
        api.with("If-Match", "\"1\"").put(path(made), "{\"name\":\"c\"}").is(409);
        assertThat(api.with("If-Match", "\"2\"")
                        .put(path(made), "{\"name\":\"c\"}")
                        .is(200)
                        .header("ETag"))
                .isEqualTo("\"3\"");
    }

    @Test
    void listsSortedSearchedAndInPages() {
        for (String name : List.of("beta", "Alpha", "gamma")) {
            create("{\"name\":\"%s\",\"description\":\"the %s one\",\"tools\":[\"%s\"]}"
                            .formatted(name, name, name.equals("beta") ? "run_python" : "search_web"))
                    .is(201);
        }
        assertThat(names("")).startsWith("default").hasSize(4);
        assertThat(names("?sort=name")).containsExactly("Alpha", "beta", "default", "gamma");
        assertThat(names("?sort=-name")).containsExactly("gamma", "default", "beta", "Alpha");
        assertThat(names("?sort=created_at")).startsWith("gamma");
        assertThat(names("?sort=created_at&order=asc")).startsWith("default");
        assertThat(names("?sort=name&limit=2&offset=1")).containsExactly("beta", "default");
        assertThat(names("?sort=name&limit=2&page=2")).containsExactly("default", "gamma");
        assertThat(names("?search=GAMMA%20one")).containsExactly("gamma");
        assertThat(names("?search=%25")).isEmpty();
        assertThat(names("?tool=run_python")).containsExactly("beta");
        JsonNode page = api.get("/api/agents?limit=3").is(200).json();
        assertThat(page.path("total").asInt()).isEqualTo(4);
        assertThat(page.path("has_more").asBoolean()).isTrue();
        for (String bad :
                List.of("sort=owner_id", "sort=--name", "order=up", "limit=0", "limit=x", "offset=-1", "page=0")) {
            api.get("/api/agents?" + bad).is(400);
        }
    }

    @Test
    void deletesButNotTheDefaultAgent() {
        JsonNode made = create("{\"name\":\"a\"}").is(201).json();
        Answer gone = api.delete(path(made)).is(204);
        assertThat(gone.text()).isEmpty();
        api.get(path(made)).is(404);
        api.delete(path(made)).is(404);
        JsonNode standard = api.get("/api/agents").json().path("agents").path(0);
        assertThat(api.delete(path(standard)).is(400).json().path("code").stringValue())
                .isEqualTo("DEFAULT_AGENT");
        create("{\"name\":\"a\"}").is(201);
    }

    @Test
    void hidesAgentsOfOthers() {
        JsonNode made = create("{\"name\":\"secret\"}").is(201).json();
        Api stranger = PlatformPerson.register(SERVER).api();
        String missing = "/api/agents/agent_00000000000000000000000000";
        for (String path : List.of(path(made), missing, "/api/agents/nonsense")) {
            assertThat(stranger.get(path).is(404).json())
                    .isEqualTo(stranger.get(missing).json());
            stranger.put(path, "{\"name\":\"mine\"}").is(404);
            stranger.patch(path, "{\"name\":\"mine\"}").is(404);
            stranger.delete(path).is(404);
        }
        stranger.post(path(made) + "/sync", "{\"agent\":{\"name\":\"mine\"}}").is(404);
        assertThat(api.get(path(made)).is(200).json().path("name").stringValue())
                .isEqualTo("secret");
        assertThat(stranger.get("/api/agents").json().path("total").asInt()).isEqualTo(1);
    }

    @Test
    void letsKeysDoWhatTheirScopesSay() {
        Api reader = SERVER.as(person.key("read"));
        Api writer = SERVER.as(person.key("upload"));
        reader.get("/api/agents").is(200);
        reader.post("/api/agents", "{\"name\":\"k\"}").is(403);
        JsonNode made = writer.post("/api/agents", "{\"name\":\"k\"}").is(201).json();
        assertThat(made.path("owner_id").stringValue()).isEqualTo(person.id());
        writer.get("/api/agents").is(403);
        reader.get(path(made)).is(200);
        reader.delete(path(made)).is(403);
    }

    @Test
    void stopsAtFiftyAgents() {
        api.get("/api/agents").is(200);
        for (int i = 1; i < 50; i++) {
            create("{\"name\":\"agent %d\"}".formatted(i)).is(201);
        }
        Answer refused = create("{\"name\":\"one too many\"}").is(403);
        assertThat(refused.json().path("details").path("limit").asInt()).isEqualTo(50);
        api.post("/api/agents/mine/sync", "{\"agent\":{\"name\":\"one too many\"}}")
                .is(403);
    }

    @Test
    void repeatsACreationUnderOneIdempotencyKey() {
        Api once = api.with("Idempotency-Key", "agent-" + person.id());
        JsonNode first = once.post("/api/agents", "{\"name\":\"a\"}").is(201).json();
        Answer again = once.post("/api/agents", "{\"name\":\"a\"}").is(201);
        assertThat(again.json().path("id")).isEqualTo(first.path("id"));
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    private Answer create(String json) {
        return api.post("/api/agents", json);
    }

    private List<String> names(String query) {
        return api.get("/api/agents" + query)
                .is(200)
                .json()
                .path("agents")
                .valueStream()
                .map(a -> a.path("name").stringValue())
                .toList();
    }

    private static String path(JsonNode agent) {
        return "/api/agents/" + agent.path("id").stringValue();
    }

    private static List<String> words(JsonNode agent, String member) {
        return agent.path(member).valueStream().map(JsonNode::stringValue).toList();
    }
}
