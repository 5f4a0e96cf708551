package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.server.TwoNodes;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ObjectTypesTest {
    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @Test
    void answersInTheShapeOfTheReference() {
        Answer created = api.post("/v1/object-types", "{\"name\":\"contacts\"}").is(201);
        assertThat(created.data().propertyNames())
                .startsWith("id", "tenant_id", "name", "display_name", "created_at", "updated_at");
        assertThat(created.id()).matches("ot_[0-9a-z]{26}");
        assertThat(created.data().path("display_name").stringValue()).isEqualTo("Contacts");
        assertThat(created.data().path("tenant_id").stringValue()).isEqualTo(tenant.id());
        assertThat(api.get("/v1/object-types/" + created.id()).is(200).data()).isEqualTo(created.data());
        assertThat(api.get("/v1/object-types/contacts").is(200).data()).isEqualTo(created.data());
    }

    @Test
    void listsByNameWithCounts() {
        tenant.type("{\"name\":\"zebras\",\"properties\":[{\"name\":\"stripes\",\"data_type\":\"integer\"}]}");
        tenant.type("{\"name\":\"ants\"}");
        tenant.object("zebras", "{\"stripes\":3}");
        JsonNode list = api.get("/v1/object-types").is(200).data();
        assertThat(names(list)).containsExactly("ants", "zebras");
        assertThat(list.path(1).path("property_count").intValue()).isEqualTo(1);
        assertThat(list.path(1).path("object_count").intValue()).isEqualTo(1);
        assertThat(list.path(1).has("properties")).isFalse();
        JsonNode whole = api.get("/v1/object-types?include=properties").is(200).data();
        assertThat(names(whole.path(1).path("properties"))).containsExactly("stripes");
        api.get("/v1/object-types?include=everything").refused(400, "VALIDATION_ERROR");
    }

    @Test
    void makesPropertiesTogetherWithTheTypeOrNothing() {
        Answer refused = api.post("/v1/object-types", """
                        {"name":"deals","properties":[
                            {"name":"title","data_type":"string"},
                            {"name":"Title","data_type":"string"},
                            {"name":"title","data_type":"text"},
                            {"name":"stage","data_type":"enum"},
                            {"name":"owner","data_type":"reference","options":{"object_type_id":"nobody"}},
                            null]}
                        """).refused(400, "VALIDATION_ERROR");
        assertThat(refused.faults())
                .containsExactly(
                        "properties[1].name invalid_format",
                        "properties[2].name duplicate_value",
                        "properties[3].enum_values required",
                        "properties[4].options.object_type_id reference_not_found",
                        "properties[5] invalid_type");
        assertThat(api.get("/v1/object-types").data()).isEmpty();

        Answer created = api.post("/v1/object-types", """
                        {"name":"deals","properties":[
                            {"name":"title","data_type":"string","is_sortable":true},
                            {"name":"parent","data_type":"reference","options":{"object_type_id":"deals"}}]}
                        """).is(201);
        JsonNode properties = created.data().path("properties");
        assertThat(names(properties)).containsExactly("title", "parent");
        assertThat(properties.path(0).path("index_status").stringValue()).isEqualTo("ready");
        assertThat(properties.path(1).path("options").path("object_type_id").stringValue())
                .isEqualTo(created.id());
    }

    @Test
    void refusesNamesThatMeanSomethingElse() {
        for (String name : List.of("Contacts", "1st", "a-b", "list", "pg_class", "objects", "a".repeat(64), "")) {
            assertThat(api.post("/v1/object-types", "{\"name\":\"" + name + "\"}")
                            .refused(400, "VALIDATION_ERROR")
                            .faults())
                    .hasSize(1)
                    .allMatch(f -> f.startsWith("name "));
        }
        tenant.type("{\"name\":\"" + "a".repeat(63) + "\"}");
    }

    @Test
    void reportsEveryFaultOfTheSettings() {
        Answer refused =
                api.post("/v1/object-types", """
                        {"name":"x","display_name":"%s","settings":{"versioning":1,"max_versions":0,"retention_days":"x",
                            "default_sort":"-nope","title_property":"nope","colour":"red",
                            "associations":[{"name":"Bad","to_type":"nope","cardinality":"few","on_delete":"x"}]}}
                        """.formatted("y".repeat(201))).refused(400, "VALIDATION_ERROR");
        assertThat(refused.faults())
                .containsExactlyInAnyOrder(
                        "display_name too_long",
                        "settings.colour unknown_property",
                        "settings.versioning invalid_type",
                        "settings.max_versions out_of_range",
                        "settings.retention_days out_of_range",
                        "settings.default_sort unknown_property",
                        "settings.title_property unknown_property",
                        "settings.associations[0].name invalid_format",
                        "settings.associations[0].to_type reference_not_found",
                        "settings.associations[0].cardinality not_in_enum",
                        "settings.associations[0].on_delete not_in_enum");
    }

    @Test
    void renamesAndKeepsTheIdAndTheObjects() {
        String id = tenant.type("{\"name\":\"contacts\"}");
        String object = tenant.object("contacts", "{}");
        Answer renamed =
                api.patch("/v1/object-types/" + id, "{\"name\":\"customers\"}").is(200);
        assertThat(renamed.data().path("display_name").stringValue()).isEqualTo("Customers");
        assertThat(renamed.id()).isEqualTo(id);
        api.get("/v1/objects/customers/" + object).is(200);
        api.get("/v1/object-types/contacts").refused(404, "NOT_FOUND");
        tenant.type("{\"name\":\"contacts\"}");
        api.patch("/v1/object-types/" + id, "{\"name\":\"contacts\"}").refused(409, "CONFLICT");
        api.post("/v1/object-types", "{\"name\":\"customers\"}").refused(409, "CONFLICT");
    }

    @Test
    void keepsWhatAPatchLeavesOut() {
        String id =
                tenant.type("{\"name\":\"notes\",\"description\":\"All of them\",\"settings\":{\"realtime\":false}}");
        Answer changed = api.patch("/v1/object-types/" + id, "{\"display_name\":\"My notes\"}")
                .is(200);
        assertThat(changed.data().path("description").stringValue()).isEqualTo("All of them");
        assertThat(changed.data().path("settings").path("realtime").booleanValue())
                .isFalse();
        assertThat(api.patch("/v1/object-types/" + id, "{}").is(200).data()).isEqualTo(changed.data());
        Answer cleared = api.patch("/v1/object-types/" + id, "{\"description\":null,\"settings\":{}}")
                .is(200);
        assertThat(cleared.data().path("description").isNull()).isTrue();
        assertThat(cleared.data().path("settings").path("realtime").booleanValue())
                .isTrue();
        assertThat(cleared.data().path("settings").path("max_versions").intValue())
                .isEqualTo(100);
    }

    @Test
    void deletesAnEmptyTypeAtOnce() {
        String id = tenant.type("{\"name\":\"drafts\",\"properties\":[{\"name\":\"a\",\"data_type\":\"string\"}]}");
        assertThat(api.delete("/v1/object-types/" + id)
                        .is(200)
                        .data()
                        .path("deleted")
                        .booleanValue())
                .isTrue();
        api.get("/v1/object-types/" + id).refused(404, "NOT_FOUND");
        api.get("/v1/objects/drafts/list").refused(404, "NOT_FOUND");
        tenant.type("{\"name\":\"drafts\"}");
    }

    @Test
    void asksBeforeItDeletesWhatOthersNeed() {
        String id = tenant.type("{\"name\":\"contacts\"}");
        tenant.object("contacts", "{}");
        String trashed = tenant.object("contacts", "{}");
        api.delete("/v1/objects/contacts/" + trashed).is(200);
        api.post("/v1/object-types/contacts/views", "{\"name\":\"All\"}").is(201);
        api.post("/v1/object-types/contacts/policies", "{\"name\":\"All\"}").is(201);

        Answer blocked = api.delete("/v1/object-types/" + id + "?force=true").refused(409, "DEPENDENCY_EXISTS");
        assertThat(blocked.json().path("error").path("dependencies"))
                .extracting(d ->
                        d.path("type").stringValue() + " " + d.path("count").intValue())
                .containsExactly("objects 1", "trashed_objects 1", "policies 1", "views 1");
        String token = blocked.json().path("error").path("confirm_token").stringValue();

        String forced = "/v1/object-types/" + id + "?force=true&confirm_token=";
        api.delete(forced + "guessed").refused(400, "INVALID_CONFIRM_TOKEN");
        tenant.key("schema").delete(forced + token).refused(400, "INVALID_CONFIRM_TOKEN");
        api.delete(forced + token).is(200);
        api.get("/v1/object-types/contacts").refused(404, "NOT_FOUND");
        api.delete(forced + token).refused(404, "NOT_FOUND");
    }

    @Test
    void letsNobodyStumbleOverATypeThatGoes() {
        tenant.type("{\"name\":\"contacts\"}");
        List<Integer> statuses = IntStream.range(0, 60)
                .parallel()
                .mapToObj(i -> i == 20 ? forceDelete("contacts") : write("contacts"))
                .distinct()
                .toList();
        assertThat(statuses).isSubsetOf(200, 201, 404, 409);
    }

    private int write(String type) {
        return api.post("/v1/objects/" + type, "{\"properties\":{}}").status();
    }

    private int forceDelete(String type) {
        String path = "/v1/object-types/" + type;
        JsonNode error = api.delete(path).json().path("error");
        return api.delete(path + "?force=true&confirm_token="
                        + error.path("confirm_token").asString(""))
                .status();
    }

    @Test
    void refusesTheFiveHundredAndFirstType() {
        IntStream.range(0, 500)
                .parallel()
                .forEach(i -> api.post("/v1/object-types", "{\"name\":\"t" + i + "\"}")
                        .is(201));
        api.post("/v1/object-types", "{\"name\":\"one_more\"}").refused(402, "QUOTA_EXCEEDED");
        assertThat(api.get("/v1/object-types").is(200).data()).hasSize(500);
    }

    @Test
    void letsOneOfManyTakeAName() {
        List<Integer> statuses = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i ->
                        api.post("/v1/object-types", "{\"name\":\"contested\"}").status())
                .sorted()
                .toList();
        assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
    }

    @Test
    void hidesTypesOfOtherTenants() {
        TestTenant other = TestServer.shared().tenant();
        String foreign = other.type("{\"name\":\"secrets\"}");
        String unknown = "ot_00000000000000000000000000";
        for (String id : List.of(foreign, unknown, "ot_1", "secrets", "%F0%9F%92%A5")) {
            String path = "/v1/object-types/" + id;
            for (Answer answer : List.of(
                    api.get(path),
                    api.patch(path, "{\"name\":\"mine\"}"),
                    api.delete(path + "?force=true&confirm_token=x"),
                    api.get(path + "/properties"),
                    api.post(path + "/properties", "{\"name\":\"a\",\"data_type\":\"string\"}"),
                    api.get(path + "/policies"),
                    api.post(path + "/policies", "{\"name\":\"a\"}"),
                    api.get(path + "/views"),
                    api.post(path + "/views", "{\"name\":\"a\"}"))) {
                answer.refused(404, "NOT_FOUND");
                assertThat(answer.json().path("error").toString())
                        .isEqualTo("{\"code\":\"NOT_FOUND\",\"message\":\"Not found\"}");
            }
        }
        assertThat(other.api()
                        .get("/v1/object-types/" + foreign)
                        .is(200)
                        .data()
                        .path("name")
                        .stringValue())
                .isEqualTo("secrets");
    }

    @Test
    void asksForTheRightScope() {
        tenant.type("{\"name\":\"contacts\"}");
        Api reader = tenant.key("read");
        reader.get("/v1/object-types").is(200);
        reader.post("/v1/object-types", "{\"name\":\"x\"}").refused(403, "INSUFFICIENT_SCOPE");
        reader.patch("/v1/object-types/contacts", "{}").refused(403, "INSUFFICIENT_SCOPE");
        reader.delete("/v1/object-types/contacts").refused(403, "INSUFFICIENT_SCOPE");
        tenant.key("schema").patch("/v1/object-types/contacts", "{}").is(200);
        TestServer.shared().as(null).get("/v1/object-types").refused(401, "UNAUTHORIZED");
    }

    @Test
    void showsPolicedCallersNoCounts() {
        tenant.type("{\"name\":\"contacts\"}");
        tenant.object("contacts", "{}");
        JsonNode seen = tenant.publishable().get("/v1/object-types").is(200).data();
        assertThat(seen.path(0).path("object_count").isNull()).isTrue();
    }

    @Test
    void tellsAnotherNodeAboutAChange() {
        try (TwoNodes nodes = TwoNodes.start()) {
            TestTenant both = nodes.one().tenant();
            both.type("{\"name\":\"contacts\"}");
            Api there = both.at(nodes.two());
            there.get("/v1/object-types/contacts").is(200);
            both.api()
                    .patch("/v1/object-types/contacts", "{\"name\":\"people\"}")
                    .is(200);
            await().untilAsserted(() -> there.get("/v1/object-types/people").is(200));
        }
    }

    @Test
    void takesEverythingAlongWithTheTenant() {
        tenant.type("{\"name\":\"contacts\"}");
        tenant.object("contacts", "{}");
        Api operator = TestServer.shared().operator();
        String path = "/v1/platform/tenants/" + tenant.id();
        Answer blocked = operator.delete(path).refused(409, "DEPENDENCY_EXISTS");
        assertThat(blocked.json().path("error").path("dependencies"))
                .extracting(d -> d.path("type").stringValue())
                .contains("object_types", "objects");
        operator.delete(path + "?force=true&confirm_token="
                        + blocked.json().path("error").path("confirm_token").stringValue())
                .is(200);
        operator.get(path).refused(404, "NOT_FOUND");
    }

    @Test
    void countsTheObjectsOfTheTenant() {
        tenant.type("{\"name\":\"contacts\"}");
        tenant.object("contacts", "{}");
        tenant.object("contacts", "{}");
        JsonNode usage = api.get("/v1/usage").is(200).data().path("usage");
        assertThat(usage.path("objects").intValue()).isEqualTo(2);
        assertThat(usage.path("storage_bytes").longValue()).isPositive();
    }

    private static List<String> names(JsonNode list) {
        return list.valueStream().map(n -> n.path("name").stringValue()).toList();
    }
}
