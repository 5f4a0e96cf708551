package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulateTest {
    private static final String PATH = "/v1/policies/simulate";

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @Test
    void judgesSamplesWithoutAType() {
        JsonNode report = api.post(PATH, """
                        {"policy":{"action":"select","condition_json":
                                {"$or":[{"owner":"{{auth.user_id}}"},{"status":{"$ne":"draft"}}]}},
                         "auth_context":{"user_id":"usr_1","role":"member"},
                         "sample_data":[
                            {"id":"a","properties":{"owner":"usr_1","status":"draft"}},
                            {"owner":"usr_2","status":"draft"},
                            {"owner":"usr_2","status":"open"},
                            {"owner":"usr_2"}]}
                        """).is(200).data();
        assertThat(allowed(report)).containsExactly(true, false, true, false);
        assertThat(report.path("summary").toString()).isEqualTo("{\"total\":4,\"allowed\":2,\"denied\":2}");
        assertThat(report.path("resolved_variables").path("auth.user_id").stringValue())
                .isEqualTo("usr_1");
        assertThat(report.path("results").path(0).path("id").stringValue()).isEqualTo("a");
        JsonNode step = report.path("results").path(1).path("trace").path(0);
        assertThat(step.path("expected").stringValue()).isEqualTo("usr_1");
        assertThat(step.path("actual").stringValue()).isEqualTo("usr_2");
        assertThat(step.path("result").booleanValue()).isFalse();
        assertThat(report.has("sql_preview")).isFalse();
    }

    @Test
    void triesAPolicyOnRealObjectsAndWritesNothing() {
        String type =
                tenant.type("{\"name\":\"notes\",\"properties\":[{\"name\":\"open\",\"data_type\":\"boolean\"}]}");
        String open = tenant.object("notes", "{\"open\":true}");
        tenant.object("notes", "{\"open\":false}");
        JsonNode report = api.post(
                        PATH,
                        "{\"object_type_id\":\"%s\",\"policy\":{\"condition_json\":{\"open\":true}},\"auth_context\":{}}"
                                .formatted(type))
                .is(200)
                .data();
        assertThat(report.path("results"))
                .filteredOn(r -> r.path("allowed").booleanValue())
                .extracting(r -> r.path("id").stringValue())
                .containsExactly(open);
        assertThat(report.path("summary").path("total").intValue()).isEqualTo(2);
        assertThat(report.path("sql_preview").stringValue()).contains("'open'");
        assertThat(report.path("warnings").path(0).path("code").stringValue()).isEqualTo("not_indexed");
        assertThat(api.get("/v1/object-types/notes/policies").data()).isEmpty();
    }

    @Test
    void agreesWithWhatACallerReallySees() {
        tenant.type("{\"name\":\"notes\",\"properties\":[{\"name\":\"n\",\"data_type\":\"integer\"}]}");
        for (int n = 0; n < 5; n++) {
            tenant.object("notes", "{\"n\":" + n + "}");
        }
        String id = api.post(
                        "/v1/object-types/notes/policies",
                        "{\"name\":\"Small\",\"role\":\"anonymous\",\"condition_json\":{\"n\":{\"$lt\":3}}}")
                .is(201)
                .id();
        JsonNode report = api.post(
                        PATH,
                        "{\"policy\":{\"policy_id\":\"%s\"},\"auth_context\":{\"role\":\"anonymous\"}}".formatted(id))
                .is(200)
                .data();
        int seen = tenant.publishable()
                .get("/v1/objects/notes/list")
                .is(200)
                .data()
                .path("total")
                .intValue();
        assertThat(report.path("summary").path("allowed").intValue())
                .isEqualTo(seen)
                .isEqualTo(3);
        JsonNode other = api.post(
                        PATH,
                        "{\"policy\":{\"policy_id\":\"%s\"},\"auth_context\":{\"role\":\"member\"}}".formatted(id))
                .is(200)
                .data();
        assertThat(other.path("summary").path("allowed").intValue()).isZero();
        assertThat(other.path("results").path(0).path("role_matched").booleanValue())
                .isFalse();
    }

    @Test
    void refusesWhatItCannotTry() {
        assertThat(api.post(PATH, "{\"policy\":{\"action\":\"read\",\"mode\":\"x\",\"role\":7},\"auth_context\":[]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactlyInAnyOrder(
                        "auth_context invalid_type",
                        "sample_data required",
                        "policy.role invalid_type",
                        "policy.mode not_in_enum",
                        "policy.action not_in_enum");
        assertThat(api.post(PATH, "{\"sample_data\":[{}]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("policy required");
        api.post(PATH, "{\"policy\":{},\"sample_data\":[" + "{},".repeat(100) + "{}]}")
                .refused(400, "VALIDATION_ERROR");
        assertThat(api.post(PATH, "{\"policy\":{\"condition_json\":{\"$where\":\"1\"}},\"sample_data\":[{}]}")
                        .refused(400, "INVALID_FILTER")
                        .faults())
                .containsExactly("policy.condition_json.$where unknown_operator");
        api.post(PATH, "{\"policy\":{\"policy_id\":\"pol_1\"},\"sample_data\":[{}]}")
                .refused(404, "NOT_FOUND");
        api.post(PATH, "{\"policy\":{},\"object_type_id\":\"ot_1\"}").refused(404, "NOT_FOUND");
        tenant.key("read").post(PATH, "{\"policy\":{},\"sample_data\":[{}]}").refused(403, "INSUFFICIENT_SCOPE");
    }

    private static List<Boolean> allowed(JsonNode report) {
        return report.path("results")
                .valueStream()
                .map(r -> r.path("allowed").booleanValue())
                .toList();
    }
}
