package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PoliciesTest {
    private static final String PATH = "/v1/object-types/notes/policies";
    private static final String PUBLIC_ONLY = "{\"name\":\"Public\",\"condition_json\":{\"open\":true}}";

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @BeforeEach
    void defineNotes() {
        tenant.type("""
                {"name":"notes","properties":[
                    {"name":"open","data_type":"boolean"},
                    {"name":"text","data_type":"string","is_indexed":true}]}
                """);
    }

    @Test
    void answersWithDefaults() {
        Answer created = api.post(PATH, "{\"name\":\"All\"}").is(201);
        JsonNode policy = created.data();
        assertThat(created.id()).matches("pol_[0-9a-z]{26}");
        assertThat(policy.path("action").stringValue()).isEqualTo("select");
        assertThat(policy.path("role").isNull()).isTrue();
        assertThat(policy.path("condition_json")).isEmpty();
        assertThat(policy.path("enabled").booleanValue()).isTrue();
        assertThat(policy.path("mode").stringValue()).isEqualTo("permissive");
        assertThat(policy.path("status").stringValue()).isEqualTo("ok");
        assertThat(api.get(PATH).is(200).data().path(0)).isEqualTo(policy);
    }

    @Test
    void reportsEveryFault() {
        assertThat(api.post(PATH, """
                        {"action":"read","role":"king","mode":"loose","condition_json":{"nope":1},
                            "fields":{"hide":["text","ghost"],"readonly":["ghost"]}}
                        """).refused(400, "VALIDATION_ERROR").faults())
                .containsExactly(
                        "name required",
                        "action not_in_enum",
                        "role not_in_enum",
                        "mode not_in_enum",
                        "fields.hide[1] unknown_property",
                        "fields.readonly[0] unknown_property",
                        "condition_json.nope unknown_property");
    }

    @Test
    void saysWhereAConditionIsWrong() {
        assertThat(api.post(PATH, """
                        {"name":"x","condition_json":{"$or":[{"open":{"$gt":1}},{"text":"{{auth.shoe_size}}"}]}}
                        """).refused(400, "INVALID_FILTER").faults())
                .hasSize(2)
                .allMatch(f -> f.startsWith("condition_json.$or["));
        assertThat(api.post(PATH, "{\"name\":\"x\",\"condition_json\":[]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("condition_json invalid_type");
    }

    @Test
    void takesANameOncePerType() {
        api.post(PATH, PUBLIC_ONLY).is(201);
        api.post(PATH, PUBLIC_ONLY).refused(409, "CONFLICT");
        String other = api.post(PATH, "{\"name\":\"Other\"}").is(201).id();
        api.patch(PATH + "/" + other, "{\"name\":\"Public\"}").refused(409, "CONFLICT");
        tenant.type("{\"name\":\"other\"}");
        api.post("/v1/object-types/other/policies", "{\"name\":\"Public\"}").is(201);
    }

    @Test
    void decidesWhatAPolicedCallerSeesAtOnce() {
        String open = tenant.object("notes", "{\"open\":true,\"text\":\"a\"}");
        String closed = tenant.object("notes", "{\"open\":false,\"text\":\"b\"}");
        Api browser = tenant.publishable();
        assertThat(seen(browser)).isEmpty();

        String id = api.post(PATH, PUBLIC_ONLY).is(201).id();
        assertThat(seen(browser)).containsExactly(open);
        browser.get("/v1/objects/notes/" + closed).refused(404, "NOT_FOUND");
        assertThat(seen(api)).containsExactlyInAnyOrder(open, closed);

        api.patch(PATH + "/" + id, "{\"condition_json\":{}}").is(200);
        assertThat(seen(browser)).containsExactlyInAnyOrder(open, closed);
        api.patch(PATH + "/" + id, "{\"role\":\"member\"}").is(200);
        assertThat(seen(browser)).isEmpty();
        api.patch(PATH + "/" + id, "{\"role\":\"anonymous\"}").is(200);
        assertThat(seen(browser)).hasSize(2);
        api.post(PATH, "{\"name\":\"Never b\",\"mode\":\"restrictive\",\"condition_json\":{\"text\":{\"$ne\":\"b\"}}}")
                .is(201);
        assertThat(seen(browser)).containsExactly(open);
        api.patch(PATH + "/" + id, "{\"enabled\":false}").is(200);
        assertThat(seen(browser)).isEmpty();
    }

    @Test
    void hidesFields() {
        tenant.object("notes", "{\"open\":true,\"text\":\"secret\"}");
        Answer saved = api.post(PATH, "{\"name\":\"All\",\"fields\":{\"hide\":[\"text\"]}}")
                .is(201);
        assertThat(saved.data().path("fields").path("hide").toString()).isEqualTo("[\"text\"]");
        Api browser = tenant.publishable();
        assertThat(browser.get("/v1/objects/notes/list").is(200).text()).doesNotContain("secret");
        browser.get("/v1/objects/notes/list?filter[text]=secret").refused(400, "INVALID_FILTER");
        api.patch(PATH + "/" + saved.id(), "{\"fields\":null}").is(200);
        assertThat(browser.get("/v1/objects/notes/list").is(200).text()).contains("secret");
    }

    @Test
    void flagsAPolicyWhosePropertyGoesUntilItIsEdited() {
        String id = api.post(PATH, PUBLIC_ONLY).is(201).id();
        tenant.object("notes", "{\"open\":true}");
        Api browser = tenant.publishable();
        assertThat(seen(browser)).hasSize(1);

        api.delete("/v1/object-types/notes/properties/open").is(200);
        assertThat(seen(browser)).isEmpty();
        JsonNode broken = api.get(PATH).is(200).data().path(0);
        assertThat(broken.path("status").stringValue()).isEqualTo("broken");
        assertThat(broken.path("warnings").path(0).path("code").stringValue()).isEqualTo("broken");

        api.post("/v1/object-types/notes/properties", "{\"name\":\"open\",\"data_type\":\"boolean\"}")
                .is(201);
        assertThat(seen(browser)).isEmpty();
        api.patch(PATH + "/" + id, "{\"name\":\"Renamed\"}").is(200);
        assertThat(seen(browser)).isEmpty();
        Answer mended = api.patch(PATH + "/" + id, "{\"condition_json\":{\"open\":true}}")
                .is(200);
        assertThat(mended.data().path("status").stringValue()).isEqualTo("ok");
        assertThat(seen(browser)).hasSize(1);
    }

    @Test
    void flagsAPolicyThatReachesIntoADeletedType() {
        tenant.type("{\"name\":\"teams\",\"properties\":[{\"name\":\"lead\",\"data_type\":\"string\"}]}");
        api.post(
                        "/v1/object-types/notes/properties",
                        "{\"name\":\"team\",\"data_type\":\"reference\",\"options\":{\"object_type_id\":\"teams\"}}")
                .is(201);
        api.post(PATH, "{\"name\":\"Lead\",\"condition_json\":{\"team.lead\":\"{{auth.user_id}}\"}}")
                .is(201);
        api.delete("/v1/object-types/teams").is(200);
        assertThat(api.get(PATH).data().path(0).path("status").stringValue()).isEqualTo("broken");
    }

    @Test
    void warnsOfWhatIsAllowedButRisky() {
        JsonNode warnings = api.post(PATH, """
                        {"name":"x","condition_json":{"open":true,"text":"{{auth.user_metadata.team}}"},
                            "fields":{"readonly":["text"]}}
                        """).is(201).data().path("warnings");
        assertThat(warnings)
                .extracting(w -> w.path("code").stringValue())
                .containsExactlyInAnyOrder("user_writable", "not_indexed", "no_effect");
    }

    @Test
    void refusesToClearWhatAPolicyNeeds() {
        String id = api.post(PATH, PUBLIC_ONLY).is(201).id();
        assertThat(api.patch(
                                PATH + "/" + id,
                                "{\"name\":null,\"action\":null,\"condition_json\":null,\"enabled\":null,\"mode\":null}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .extracting(f -> f.substring(0, f.indexOf(' ')))
                .containsExactlyInAnyOrder("name", "action", "condition_json", "enabled", "mode");
        assertThat(api.patch(PATH + "/" + id, "{}").is(200).data())
                .isEqualTo(api.get(PATH).data().path(0));
    }

    @Test
    void deletesAndAllowsFiftyPerType() {
        List<String> made = IntStream.range(0, 50)
                .mapToObj(
                        i -> api.post(PATH, "{\"name\":\"p" + i + "\"}").is(201).id())
                .toList();
        assertThat(api.post(PATH, "{\"name\":\"one more\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("name too_many_items");
        assertThat(api.delete(PATH + "/" + made.getFirst())
                        .is(200)
                        .data()
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        api.delete(PATH + "/" + made.getFirst()).refused(404, "NOT_FOUND");
        assertThat(api.get(PATH).data())
                .extracting(p -> p.path("id").stringValue())
                .containsExactlyElementsOf(made.subList(1, 50));
        api.post(PATH, "{\"name\":\"one more\"}").is(201);
    }

    @Test
    void hidesPoliciesFromThoseWhoDoNotManageThem() {
        String id = api.post(PATH, PUBLIC_ONLY).is(201).id();
        tenant.key("read", "write").get(PATH).refused(403, "INSUFFICIENT_SCOPE");
        tenant.key("schema").get(PATH).is(200);
        tenant.type("{\"name\":\"other\"}");
        api.patch("/v1/object-types/other/policies/" + id, "{\"enabled\":false}")
                .refused(404, "NOT_FOUND");
        Api stranger = TestServer.shared().tenant().api();
        stranger.delete(PATH + "/" + id).refused(404, "NOT_FOUND");
        api.delete(PATH + "/pol_00000000000000000000000000").refused(404, "NOT_FOUND");
    }

    private static List<String> seen(Api caller) {
        return caller.get("/v1/objects/notes/list")
                .is(200)
                .data()
                .path("results")
                .valueStream()
                .map(o -> o.path("id").stringValue())
                .toList();
    }
}
