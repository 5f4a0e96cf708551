package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ViewsTest {
    private static final String PATH = "/v1/object-types/deals/views";
    private static final String WON = """
            {"name":"Won","filters":[{"property":"stage","operator":"eq","value":"won"}],
             "sort":{"property":"amount","order":"desc"},"columns":["amount","created_at"]}
            """;

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @BeforeEach
    void defineDeals() {
        tenant.type("""
                {"name":"deals","properties":[
                    {"name":"stage","data_type":"enum","enum_values":["open","won"]},
                    {"name":"amount","data_type":"integer"},
                    {"name":"note","data_type":"string"}]}
                """);
    }

    @Test
    void keepsWhatWasSent() {
        Answer created = api.post(PATH, WON).is(201);
        JsonNode view = created.data();
        assertThat(created.id()).matches("view_[0-9a-z]{26}");
        assertThat(view.path("filters").path(0).path("value").stringValue()).isEqualTo("won");
        assertThat(view.path("sort").toString()).isEqualTo("{\"property\":\"amount\",\"order\":\"desc\"}");
        assertThat(view.path("columns").toString()).isEqualTo("[\"amount\",\"created_at\"]");
        assertThat(view.path("is_shared").booleanValue()).isTrue();
        assertThat(api.get(PATH).is(200).data().path(0)).isEqualTo(view);
    }

    @Test
    void reportsEveryFault() {
        assertThat(api.post(PATH, """
                        {"name":"","filters":[{"property":"nope","operator":"eq","value":1}],
                         "sort":{"property":"nope"},"columns":["amount","nope"]}
                        """).refused(400, "VALIDATION_ERROR").faults())
                .containsExactly(
                        "name required",
                        "sort unknown_property",
                        "columns[1] unknown_property",
                        "filters[0] unknown_property");
        api.post(PATH, "{\"name\":\"x\",\"filters\":[{\"property\":\"amount\",\"operator\":\"contains\",\"value\":1}]}")
                .refused(400, "INVALID_FILTER");
        api.post(PATH, "{\"name\":\"x\",\"filters\":7,\"sort\":\"x\",\"columns\":{}}")
                .refused(400, "VALIDATION_ERROR");
    }

    @Test
    void laysTheViewUnderAList() {
        String view = api.post(PATH, WON).is(201).id();
        tenant.object("deals", "{\"stage\":\"won\",\"amount\":5,\"note\":\"a\"}");
        tenant.object("deals", "{\"stage\":\"won\",\"amount\":9,\"note\":\"b\"}");
        tenant.object("deals", "{\"stage\":\"open\",\"amount\":7}");
        assertThat(properties("?view_id=" + view)).containsExactly("{\"amount\":9}", "{\"amount\":5}");
        assertThat(properties("?sort=amount&fields=note&view_id=" + view))
                .containsExactly("{\"note\":\"a\"}", "{\"note\":\"b\"}");
        assertThat(properties("?filter[amount][lt]=9&view_id=" + view)).containsExactly("{\"amount\":5}");
        api.get("/v1/objects/deals/list?view_id=view_nope").refused(400, "VALIDATION_ERROR");

        String cursor = api.get("/v1/objects/deals/list?limit=1&view_id=" + view)
                .is(200)
                .data()
                .path("next_cursor")
                .stringValue();
        assertThat(properties("?limit=1&view_id=" + view + "&cursor=" + cursor)).containsExactly("{\"amount\":5}");
        api.patch(PATH + "/" + view, "{\"filters\":[]}").is(200);
        api.get("/v1/objects/deals/list?limit=1&view_id=" + view + "&cursor=" + cursor)
                .refused(400, "INVALID_CURSOR");
        assertThat(properties("?view_id=" + view)).hasSize(3);
    }

    @Test
    void keepsPrivateViewsToTheirMaker() {
        Api other = tenant.key("schema", "read");
        String mine = api.post(PATH, "{\"name\":\"Mine\",\"is_shared\":false}")
                .is(201)
                .id();
        String shared = api.post(PATH, "{\"name\":\"Ours\"}").is(201).id();
        assertThat(ids(other)).containsExactly(shared);
        assertThat(ids(api)).containsExactly(mine, shared);
        other.patch(PATH + "/" + mine, "{\"name\":\"x\"}").refused(404, "NOT_FOUND");
        other.delete(PATH + "/" + mine).refused(404, "NOT_FOUND");
        other.get("/v1/objects/deals/list?view_id=" + mine).refused(400, "VALIDATION_ERROR");

        other.post(PATH, "{\"name\":\"Mine\",\"is_shared\":false}").is(201);
        other.post(PATH, "{\"name\":\"Ours\",\"is_shared\":false}").refused(409, "CONFLICT");
        api.patch(PATH + "/" + mine, "{\"name\":\"Ours\"}").refused(409, "CONFLICT");
        api.patch(PATH + "/" + mine, "{\"is_shared\":true}").is(200);
        other.patch(PATH + "/" + shared, "{\"name\":\"Everybody's\"}").is(200);
    }

    @Test
    void tellsWhatHasGoneStale() {
        Answer created = api.post(PATH, WON).is(201);
        tenant.object("deals", "{\"stage\":\"won\",\"amount\":5}");
        api.delete("/v1/object-types/deals/properties/amount").is(200);
        JsonNode stale = api.get(PATH).is(200).data().path(0);
        assertThat(stale.path("warnings"))
                .extracting(w ->
                        w.path("field").stringValue() + " " + w.path("code").stringValue())
                .containsExactly("sort unknown_property", "columns[0] unknown_property");
        assertThat(properties("?view_id=" + created.id())).containsExactly("{}");
        api.delete("/v1/object-types/deals/properties/stage").is(200);
        api.get("/v1/objects/deals/list?view_id=" + created.id()).refused(400, "INVALID_FILTER");
    }

    @Test
    void changesAndDeletes() {
        String id = api.post(PATH, WON).is(201).id();
        Answer changed = api.patch(
                        PATH + "/" + id, "{\"name\":\"All\",\"filters\":null,\"sort\":null,\"columns\":null}")
                .is(200);
        assertThat(changed.data().path("filters")).isEmpty();
        assertThat(changed.data().path("sort").isNull()).isTrue();
        assertThat(api.patch(PATH + "/" + id, "{}").is(200).data()).isEqualTo(changed.data());
        assertThat(api.delete(PATH + "/" + id).is(200).data().path("deleted").booleanValue())
                .isTrue();
        api.delete(PATH + "/" + id).refused(404, "NOT_FOUND");
    }

    @Test
    void asksForTheRightScopeAndTenant() {
        String id = api.post(PATH, WON).is(201).id();
        Api reader = tenant.key("read");
        reader.get(PATH).is(200);
        reader.post(PATH, WON).refused(403, "INSUFFICIENT_SCOPE");
        reader.patch(PATH + "/" + id, "{}").refused(403, "INSUFFICIENT_SCOPE");
        reader.delete(PATH + "/" + id).refused(403, "INSUFFICIENT_SCOPE");
        TestTenant stranger = TestServer.shared().tenant();
        stranger.type("{\"name\":\"deals\"}");
        stranger.api().patch(PATH + "/" + id, "{}").refused(404, "NOT_FOUND");
        stranger.api().delete(PATH + "/" + id).refused(404, "NOT_FOUND");
        stranger.api().get("/v1/objects/deals/list?view_id=" + id).refused(400, "VALIDATION_ERROR");
    }

    private List<String> properties(String query) {
        return api.get("/v1/objects/deals/list" + query)
                .is(200)
                .data()
                .path("results")
                .valueStream()
                .map(o -> o.path("properties").toString())
                .toList();
    }

    private static List<String> ids(Api caller) {
        return caller.get(PATH)
                .is(200)
                .data()
                .valueStream()
                .map(v -> v.path("id").stringValue())
                .toList();
    }
}
