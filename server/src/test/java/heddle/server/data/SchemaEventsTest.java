package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Caller;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaEventsTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @Test
    void recordsEachChangeOnceWithWhatChanged() {
        tenant.type("{\"name\":\"notes\",\"properties\":[{\"name\":\"text\",\"data_type\":\"string\"}],"
                + "\"settings\":{\"title_property\":\"text\"}}");
        api.patch("/v1/object-types/notes", "{\"description\":\"Mine\"}").is(200);
        api.patch("/v1/object-types/notes", "{\"description\":\"Mine\"}").is(200);
        api.patch("/v1/object-types/notes/properties/text", "{\"is_sortable\":true,\"description\":\"T\"}")
                .is(200);
        String policy = api.post(
                        "/v1/object-types/notes/policies", "{\"name\":\"P\",\"condition_json\":{\"text\":\"x\"}}")
                .is(201)
                .id();
        api.patch("/v1/object-types/notes/policies/" + policy, "{\"enabled\":true,\"mode\":\"restrictive\"}")
                .is(200);
        String view = api.post("/v1/object-types/notes/views", "{\"name\":\"V\"}")
                .is(201)
                .id();
        api.patch("/v1/object-types/notes/views/" + view, "{\"columns\":[\"text\"]}")
                .is(200);
        api.delete("/v1/object-types/notes/views/" + view).is(200);
        api.delete("/v1/object-types/notes/properties/text").is(200);
        api.delete("/v1/object-types/notes/policies/" + policy).is(200);
        tenant.object("notes", "{}");
        Answer blocked = api.delete("/v1/object-types/notes").refused(409, "DEPENDENCY_EXISTS");
        api.delete("/v1/object-types/notes?force=true&confirm_token="
                        + blocked.json().path("error").path("confirm_token").stringValue())
                .is(200);
        assertThat(log())
                .containsExactly(
                        "object_type.created",
                        "property.created",
                        "object_type.updated description",
                        "property.updated is_sortable description index_status",
                        "policy.created",
                        "policy.updated mode",
                        "view.created",
                        "view.updated columns",
                        "view.deleted",
                        "object_type.updated settings",
                        "property.deleted",
                        "policy.updated status",
                        "policy.deleted",
                        "object.created",
                        "object_type.delete_blocked",
                        "object.purged",
                        "object_type.deleted");
    }

    @Test
    void recordsNothingOfARefusedChange() {
        tenant.type("{\"name\":\"notes\"}");
        List<String> before = log();
        api.post("/v1/object-types", "{\"name\":\"notes\"}").refused(409, "CONFLICT");
        api.post("/v1/object-types", "{\"name\":\"x\",\"properties\":[{\"name\":\"y\",\"data_type\":\"z\"}]}")
                .refused(400, "VALIDATION_ERROR");
        api.post("/v1/object-types/notes/policies", "{\"name\":\"P\",\"condition_json\":{\"nope\":1}}")
                .refused(400, "INVALID_FILTER");
        assertThat(log()).isEqualTo(before);
    }

    private List<String> log() {
        return TestServer.shared()
                .app()
                .kernel()
                .db()
                .tx(
                        Caller.system(tenant.id(), "test"),
                        tx -> tx.query("""
                                select trim(type || ' ' || array_to_string(changed, ' ')) from kernel.events
                                where tenant_id = :tenant and type not like 'tenant.%' and type not like 'key.%'
                                order by seq
                                """).mapTo(String.class).list());
    }
}
