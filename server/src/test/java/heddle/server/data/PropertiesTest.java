package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PropertiesTest {
    private static final String PATH = "/v1/object-types/contacts/properties";

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @Test
    void answersInTheShapeOfTheReference() {
        tenant.type("{\"name\":\"contacts\"}");
        Answer created = api.post(
                        PATH, "{\"name\":\"email\",\"data_type\":\"email\",\"description\":\"Contact email address\"}")
                .is(201);
        assertThat(created.data().propertyNames())
                .startsWith(
                        "id",
                        "object_type_id",
                        "name",
                        "data_type",
                        "is_indexed",
                        "is_sortable",
                        "is_unique",
                        "is_required",
                        "default_value",
                        "enum_values",
                        "description",
                        "created_at");
        assertThat(created.id()).matches("prop_[0-9a-z]{26}");
        assertThat(created.data().path("enum_values").isNull()).isTrue();
        JsonNode listed = api.get(PATH).is(200).data().path(0);
        assertThat(listed.path("id")).isEqualTo(created.data().path("id"));
    }

    @Test
    void takesAliasesForTheirTypes() {
        tenant.type("{\"name\":\"contacts\"}");
        Answer created =
                api.post(PATH, "{\"name\":\"a\",\"data_type\":\"rating\"}").is(201);
        assertThat(created.data().path("data_type").stringValue()).isEqualTo("integer");
        assertThat(created.data().path("options").path("max").intValue()).isEqualTo(5);
        assertThat(api.post(PATH, "{\"name\":\"b\",\"data_type\":\"password\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .text())
                .contains("geo_point", "multi_enum");
    }

    @Test
    void takesANameOnceWhateverItsCase() {
        contacts("{\"name\":\"firstName\",\"data_type\":\"string\"}");
        api.post(PATH, "{\"name\":\"firstname\",\"data_type\":\"text\"}").refused(409, "CONFLICT");
        api.post(PATH, "{\"name\":\"created_at\",\"data_type\":\"date\"}").refused(400, "VALIDATION_ERROR");
    }

    @Test
    void keepsNameAndTypeFixed() {
        contacts("{\"name\":\"age\",\"data_type\":\"integer\"}");
        assertThat(api.patch(PATH + "/age", "{\"name\":\"years\",\"data_type\":\"string\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("name immutable_field", "data_type immutable_field");
        api.patch(PATH + "/age", "{\"name\":\"age\",\"data_type\":\"int\",\"description\":\"Years\"}")
                .is(200);
        assertThat(property("age").path("description").stringValue()).isEqualTo("Years");
    }

    @Test
    void changesNothingOnAnEmptyPatch() {
        contacts("{\"name\":\"age\",\"data_type\":\"integer\",\"is_sortable\":true}");
        JsonNode before = property("age");
        api.patch(PATH + "/age", "{}").is(200);
        assertThat(property("age")).isEqualTo(before);
    }

    @Test
    void turnsUniqueOnOnlyOverDistinctValues() {
        contacts("{\"name\":\"email\",\"data_type\":\"email\"}");
        tenant.object("contacts", "{\"email\":\"a@x.com\"}");
        String second = tenant.object("contacts", "{\"email\":\"A@X.com\"}");
        tenant.object("contacts", "{}");
        tenant.object("contacts", "{}");
        JsonNode error = api.patch(PATH + "/email", "{\"is_unique\":true}")
                .refused(409, "DUPLICATE_VALUE")
                .json()
                .path("error");
        assertThat(error.path("property").stringValue()).isEqualTo("email");
        assertThat(error.path("samples").toString()).isEqualTo("[{\"value\":\"a@x.com\",\"count\":2}]");

        api.delete("/v1/objects/contacts/" + second).is(200);
        assertThat(api.patch(PATH + "/email", "{\"is_unique\":true}")
                        .is(200)
                        .data()
                        .path("index_status")
                        .stringValue())
                .isEqualTo("ready");
        api.post("/v1/objects/contacts", "{\"properties\":{\"email\":\"a@x.com\"}}")
                .refused(409, "DUPLICATE_VALUE");
        api.patch(PATH + "/email", "{\"is_unique\":false}").is(200);
        tenant.object("contacts", "{\"email\":\"a@x.com\"}");
    }

    @Test
    void tellsWhatARequiredPropertyLacks() {
        contacts("{\"name\":\"email\",\"data_type\":\"email\"}");
        String object = tenant.object("contacts", "{}");
        tenant.object("contacts", "{\"email\":\"a@x.com\"}");
        JsonNode meta = api.patch(PATH + "/email", "{\"is_required\":true}")
                .is(200)
                .data()
                .path("meta");
        assertThat(meta.path("objects_missing").intValue()).isEqualTo(1);
        api.post("/v1/objects/contacts", "{\"properties\":{}}").refused(400, "VALIDATION_ERROR");
        api.get("/v1/objects/contacts/" + object).is(200);
    }

    @Test
    void leavesTheValuesOfADeletedProperty() {
        contacts("{\"name\":\"age\",\"data_type\":\"integer\",\"is_sortable\":true}");
        String object = tenant.object("contacts", "{\"age\":42}");
        assertThat(api.delete(PATH + "/age").is(200).data().path("deleted").booleanValue())
                .isTrue();
        assertThat(api.get("/v1/objects/contacts/" + object)
                        .data()
                        .path("properties")
                        .path("age")
                        .intValue())
                .isEqualTo(42);
        api.get("/v1/objects/contacts/list?sort=age").refused(400, "VALIDATION_ERROR");
        api.patch("/v1/objects/contacts/" + object, "{\"properties\":{\"age\":43}}")
                .refused(400, "VALIDATION_ERROR");
        api.delete(PATH + "/age").refused(404, "NOT_FOUND");
    }

    @Test
    void countsTheValuesThatANewPropertyFinds() {
        contacts("{\"name\":\"age\",\"data_type\":\"json\"}");
        tenant.object("contacts", "{\"age\":42}");
        tenant.object("contacts", "{\"age\":\"old\"}");
        tenant.object("contacts", "{}");
        api.delete(PATH + "/age").is(200);
        JsonNode meta = api.post(PATH, "{\"name\":\"age\",\"data_type\":\"integer\",\"is_sortable\":true}")
                .is(201)
                .data()
                .path("meta");
        assertThat(meta.path("adopted").intValue()).isEqualTo(1);
        assertThat(meta.path("nonconforming").intValue()).isEqualTo(1);
        assertThat(api.get("/v1/objects/contacts/list?sort=age").is(200).data().path("results"))
                .hasSize(3);
    }

    @Test
    void fillsTheDefaultIntoExistingObjects() {
        contacts("{\"name\":\"age\",\"data_type\":\"integer\"}");
        String object = tenant.object("contacts", "{}");
        api.post(PATH, "{\"name\":\"state\",\"data_type\":\"string\",\"backfill\":true}")
                .refused(400, "VALIDATION_ERROR");
        api.post(PATH, "{\"name\":\"state\",\"data_type\":\"string\",\"default_value\":\"new\",\"backfill\":true}")
                .is(201);
        await().untilAsserted(() -> {
            JsonNode filled = api.get("/v1/objects/contacts/" + object).is(200).data();
            assertThat(filled.path("properties").path("state").asString("")).isEqualTo("new");
            assertThat(filled.path("version").intValue()).isEqualTo(2);
        });
    }

    @Test
    void leavesExistingObjectsAloneWithoutBackfill() {
        contacts("{\"name\":\"age\",\"data_type\":\"integer\"}");
        String object = tenant.object("contacts", "{}");
        api.post(PATH, "{\"name\":\"state\",\"data_type\":\"string\",\"default_value\":\"new\"}")
                .is(201);
        assertThat(api.get("/v1/objects/contacts/" + object)
                        .data()
                        .path("version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void asksWhatReplacesAnEnumValueInUse() {
        contacts("{\"name\":\"stage\",\"data_type\":\"enum\",\"enum_values\":[\"new\",\"won\",\"lost\"]}");
        String object = tenant.object("contacts", "{\"stage\":\"new\"}");
        api.patch(PATH + "/stage", "{\"enum_values\":[\"new\",\"won\",\"open\"]}")
                .is(200);
        JsonNode error = api.patch(PATH + "/stage", "{\"enum_values\":[\"won\",\"open\"]}")
                .refused(409, "CONFLICT")
                .json()
                .path("error");
        assertThat(error.path("counts").path("new").intValue()).isEqualTo(1);
        assertThat(api.patch(PATH + "/stage", "{\"enum_values\":[\"won\"],\"replace_with\":\"gone\"}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("replace_with not_in_enum");
        api.patch(PATH + "/stage", "{\"enum_values\":[\"won\",\"open\"],\"replace_with\":{\"new\":\"open\"}}")
                .is(200);
        JsonNode changed = api.get("/v1/objects/contacts/" + object).is(200).data();
        assertThat(changed.path("properties").path("stage").stringValue()).isEqualTo("open");
        assertThat(changed.path("version").intValue()).isEqualTo(2);
    }

    @Test
    void replacesWordsInsideLists() {
        contacts("{\"name\":\"tags\",\"data_type\":\"multi_enum\",\"enum_values\":[\"a\",\"b\",\"c\"]}");
        String object = tenant.object("contacts", "{\"tags\":[\"a\",\"b\",\"c\"]}");
        api.patch(PATH + "/tags", "{\"enum_values\":[\"c\"],\"replace_with\":{\"a\":\"c\",\"b\":null}}")
                .is(200);
        assertThat(api.get("/v1/objects/contacts/" + object)
                        .data()
                        .path("properties")
                        .path("tags")
                        .toString())
                .isEqualTo("[\"c\"]");
    }

    @Test
    void sortsAnEnumByItsOptionsAlsoWithOddWords() {
        contacts("{\"name\":\"s\",\"data_type\":\"enum\",\"is_sortable\":true,"
                + "\"enum_values\":[\"z\\\\\",\"it's\",\"a:b?\"]}");
        tenant.object("contacts", "{\"s\":\"a:b?\"}");
        tenant.object("contacts", "{\"s\":\"z\\\\\"}");
        tenant.object("contacts", "{\"s\":\"it's\"}");
        assertThat(api.get("/v1/objects/contacts/list?sort=s").is(200).data().path("results"))
                .extracting(o -> o.path("properties").path("s").stringValue())
                .containsExactly("z\\", "it's", "a:b?");
        assertThat(api.patch(PATH + "/s", "{\"enum_values\":[\"a:b?\",\"it's\",\"z\\\\\"]}")
                        .is(200)
                        .data()
                        .path("index_status")
                        .stringValue())
                .isEqualTo("ready");
        assertThat(api.get("/v1/objects/contacts/list?sort=s").is(200).data().path("results"))
                .extracting(o -> o.path("properties").path("s").stringValue())
                .containsExactly("a:b?", "it's", "z\\");
    }

    @Test
    void holdsATypeToItsLimits() {
        String many = IntStream.range(0, 200)
                .mapToObj(i -> "{\"name\":\"p%d\",\"data_type\":\"string\",\"is_indexed\":%b,\"is_unique\":%b}"
                        .formatted(i, i < 20, i < 5))
                .collect(Collectors.joining(","));
        tenant.type("{\"name\":\"contacts\",\"properties\":[" + many + "]}");
        assertThat(api.post(PATH, "{\"name\":\"q\",\"data_type\":\"string\",\"is_indexed\":true,\"is_unique\":true}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("name too_many_items", "is_indexed too_many_items", "is_unique too_many_items");
        assertThat(api.patch(PATH + "/p30", "{\"is_indexed\":true}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("is_indexed too_many_items");
        api.patch(PATH + "/p30", "{\"is_sortable\":true}").is(200);
    }

    @Test
    void buildsTheIndexesOfALargeTypeInTheBackground() {
        contacts("{\"name\":\"n\",\"data_type\":\"integer\"}", "{\"name\":\"m\",\"data_type\":\"integer\"}");
        for (int batch = 0; batch < 101; batch++) {
            int start = batch * 100;
            api.post(
                            "/v1/objects/contacts/batch/create",
                            IntStream.range(start, start + 100)
                                    .mapToObj(i -> "{\"properties\":{\"n\":%d,\"m\":%d}}".formatted(i, i / 2))
                                    .collect(Collectors.joining(",", "{\"objects\":[", "]}")))
                    .is(201);
        }
        Answer started = api.patch(PATH + "/n", "{\"is_unique\":true,\"is_sortable\":true}")
                .is(200);
        assertThat(started.data().path("index_status").stringValue()).isEqualTo("building");
        await().untilAsserted(() ->
                assertThat(property("n").path("index_status").stringValue()).isEqualTo("ready"));
        api.post("/v1/objects/contacts", "{\"properties\":{\"n\":7}}").refused(409, "DUPLICATE_VALUE");
        assertThat(api.get("/v1/objects/contacts/list?sort=-n&limit=1")
                        .is(200)
                        .data()
                        .path("results"))
                .extracting(o -> o.path("properties").path("n").intValue())
                .containsExactly(10_099);
        api.get("/v1/objects/contacts/list?sort=m").refused(400, "VALIDATION_ERROR");
        api.patch(PATH + "/m", "{\"is_unique\":true}").refused(409, "DUPLICATE_VALUE");

        Answer blocked = api.delete("/v1/object-types/contacts").refused(409, "DEPENDENCY_EXISTS");
        api.delete("/v1/object-types/contacts?force=true&confirm_token="
                        + blocked.json().path("error").path("confirm_token").stringValue())
                .is(200);
        api.get("/v1/objects/contacts/list").refused(404, "NOT_FOUND");
        tenant.type("{\"name\":\"contacts\"}");
        assertThat(api.get("/v1/objects/contacts/list")
                        .is(200)
                        .data()
                        .path("total")
                        .intValue())
                .isZero();
    }

    @Test
    void refusesWhatIsNotThere() {
        contacts("{\"name\":\"age\",\"data_type\":\"integer\"}");
        tenant.type("{\"name\":\"other\",\"properties\":[{\"name\":\"mine\",\"data_type\":\"string\"}]}");
        String foreign = api.get("/v1/object-types/other/properties")
                .data()
                .path(0)
                .path("id")
                .stringValue();
        for (String id : List.of(foreign, "prop_00000000000000000000000000", "prop_1", "nope")) {
            api.patch(PATH + "/" + id, "{\"description\":\"x\"}").refused(404, "NOT_FOUND");
            api.delete(PATH + "/" + id).refused(404, "NOT_FOUND");
        }
        Api reader = tenant.key("read");
        reader.get(PATH).is(200);
        reader.post(PATH, "{\"name\":\"a\",\"data_type\":\"string\"}").refused(403, "INSUFFICIENT_SCOPE");
        reader.delete(PATH + "/age").refused(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void forgetsSettingsThatNameADeletedProperty() {
        tenant.type("{\"name\":\"contacts\",\"properties\":[{\"name\":\"title\",\"data_type\":\"string\"}],"
                + "\"settings\":{\"title_property\":\"title\",\"default_sort\":\"-title\"}}");
        api.delete(PATH + "/title").is(200);
        JsonNode settings = api.get("/v1/object-types/contacts").is(200).data().path("settings");
        assertThat(settings.path("title_property").isNull()).isTrue();
        assertThat(settings.path("default_sort").stringValue()).isEqualTo("-created_at");
    }

    private void contacts(String... properties) {
        tenant.type("{\"name\":\"contacts\",\"properties\":[" + String.join(",", properties) + "]}");
    }

    private JsonNode property(String name) {
        return api.get(PATH)
                .is(200)
                .data()
                .valueStream()
                .filter(p -> p.path("name").stringValue().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
