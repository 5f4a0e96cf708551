package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ImportTest {
    private static final String PATH = "/v1/data/import";

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    @BeforeEach
    void definePeople() {
        tenant.type("""
                {"name":"people","properties":[
                    {"name":"email","data_type":"email","is_unique":true,"is_required":true},
                    {"name":"code","data_type":"string","is_unique":true,"options":{"case_insensitive":true}},
                    {"name":"age","data_type":"integer"},
                    {"name":"tags","data_type":"array"},
                    {"name":"active","data_type":"boolean"},
                    {"name":"number","data_type":"integer","default_value":"$increment"},
                    {"name":"boss","data_type":"reference","options":{"object_type_id":"people"}}]}
                """);
    }

    private Answer json(String rows, String options) {
        return api.post(PATH, "{\"object_type_id\":\"people\",\"data\":" + rows + options + "}");
    }

    private Answer csv(String text, String options) {
        ObjectNode data = Json.object().put("x", text);
        return json(data.get("x").toString(), options);
    }

    private static List<String> errors(Answer answer) {
        return answer.data()
                .path("errors")
                .valueStream()
                .map(e -> e.path("row").intValue() + " " + e.path("field").stringValue() + " "
                        + e.path("code").stringValue())
                .toList();
    }

    private static String counts(Answer answer) {
        JsonNode data = answer.is(200).data();
        return List.of("imported", "updated", "skipped", "failed", "total").stream()
                .map(n -> data.path(n).toString())
                .collect(Collectors.joining(" "));
    }

    private List<JsonNode> people() {
        return api.get("/v1/objects/people/list?limit=100&sort=id&order=asc")
                .is(200)
                .data()
                .path("results")
                .valueStream()
                .map(r -> r.path("properties"))
                .toList();
    }

    @Test
    void keepsGoodRowsAndTellsWhatIsWrongWithTheOthers() {
        Answer done = json("""
                [{"email":"A@x.com","age":"41"},
                 {"email":"not an address","age":"old"},
                 {"properties":{"email":"b@x.com","tags":["x"]}},
                 7,
                 {"age":3},
                 {"email":"c@x.com","shoe":44},
                 {"email":"d@x.com","boss":"obj_01jd2v6h8m0123456789abcdef"}]
                """, "");
        assertThat(counts(done)).isEqualTo("2 0 0 5 7");
        assertThat(errors(done))
                .containsExactly(
                        "2 email invalid_format",
                        "2 age invalid_type",
                        "4  invalid_type",
                        "5 email required",
                        "6 shoe unknown_property",
                        "7 boss reference_not_found");
        assertThat(done.data().path("error_count").intValue()).isEqualTo(6);
        assertThat(done.data().path("import_id").stringValue()).matches("imp_[0-9a-z]{26}");
        assertThat(people().stream().map(p -> p.path("email").stringValue())).containsExactly("a@x.com", "b@x.com");
    }

    @Test
    void readsCsvAsPeopleSendIt() {
        Answer done = csv(
                "\uFEFFEmail,AGE,tags,active,code\r\na@x.com,7,red;blue,yes,\"two\nlines, \"\"quoted\"\"\"\r\n\r\n"
                        + "b@x.com,,,0,=1+1\nc@x.com,x,,,\nd@x.com,1\n",
                "");
        assertThat(counts(done)).isEqualTo("2 0 0 2 4");
        assertThat(errors(done)).containsExactly("3 age invalid_type", "4  column_mismatch");
        List<JsonNode> rows = people();
        assertThat(rows.getFirst().path("tags").toString()).isEqualTo("[\"red\",\"blue\"]");
        assertThat(rows.getFirst().path("code").stringValue()).isEqualTo("two\nlines, \"quoted\"");
        assertThat(rows.getFirst().path("active").booleanValue()).isTrue();
        assertThat(rows.get(1).path("code").stringValue()).isEqualTo("=1+1");
        assertThat(rows.get(1).has("age")).isFalse();
    }

    @Test
    void takesFormsAndCsvBodies() {
        String form = """
                --b\r
                Content-Disposition: form-data; name="object_type_id"\r
                \r
                people\r
                --b\r
                Content-Disposition: form-data; name="mapping"\r
                \r
                {"Mail":"email","Junk":null}\r
                --b\r
                Content-Disposition: form-data; name="delimiter"\r
                \r
                ;\r
                --b\r
                Content-Disposition: form-data; name="file"; filename="p.csv"\r
                Content-Type: text/csv\r
                \r
                Mail;Junk\r
                a@x.com;1\r
                \r
                --b--\r
                """;
        assertThat(counts(api.send("POST", PATH, bytes(form), "multipart/form-data; boundary=b")))
                .isEqualTo("1 0 0 0 1");
        String query = "?object_type_id=people&dry_run=true&delimiter=tab";
        Answer trial = api.send("POST", PATH + query, bytes("email\tage\nb@x.com\t1\n"), "text/csv");
        assertThat(counts(trial)).isEqualTo("1 0 0 0 1");
        assertThat(people()).hasSize(1);
        String lines = form.replace("p.csv", "p.ndjson")
                .replaceAll("Mail;Junk\r\na@x.com;1", "{\"Mail\":\"c@x.com\"}\n{\"Mail\":\"d@x.com\",\"Junk\":1}");
        assertThat(counts(api.send("POST", PATH, bytes(lines), "multipart/form-data; boundary=b")))
                .isEqualTo("2 0 0 0 2");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void refusesBrokenForms() {
        for (String body : List.of("", "--b", "--b\r\n", "--b\r\n\r\nx\r\n--b--", "--b\r\nA: b\r\n\r\nx", "--c\r\n")) {
            api.send("POST", PATH, bytes(body.isEmpty() ? " " : body), "multipart/form-data; boundary=b")
                    .refused(400, "INVALID_MULTIPART");
        }
        api.send("POST", PATH, bytes("--b--"), "multipart/form-data").refused(400, "INVALID_MULTIPART");
        api.send("POST", PATH, bytes("--b--"), "multipart/form-data; boundary=b")
                .refused(400, "VALIDATION_ERROR");
    }

    @Test
    void findsExactlyTheRowsThatClash() {
        json("[{\"email\":\"held@x.com\",\"code\":\"K1\"}]", "").is(200);
        Answer done = json("""
                [{"email":"a@x.com","code":"K2"},
                 {"email":"HELD@x.com","code":"K3"},
                 {"email":"b@x.com","code":"k3"},
                 {"email":"c@x.com","code":"k2"},
                 {"email":"d@x.com","code":"k1"},
                 {"email":"e@x.com"},
                 {"email":"e@x.com"}]
                """, "");
        assertThat(errors(done))
                .containsExactly(
                        "2 email duplicate_value",
                        "4 code duplicate_value",
                        "5 code duplicate_value",
                        "7 email duplicate_value");
        assertThat(counts(done)).isEqualTo("3 0 0 4 7");
    }

    @Test
    void updatesAndUpserts() {
        json("[{\"email\":\"a@x.com\",\"age\":1,\"code\":\"A\"},{\"email\":\"b@x.com\",\"code\":\"B\"}]", "")
                .is(200);
        String rows = """
                [{"email":"A@x.com","age":2},{"email":"b@x.com","code":"B"},{"email":"c@x.com","age":3},
                 {"age":4},{"email":"a@x.com","age":5}]
                """;
        Answer update = json(rows, ",\"mode\":\"update\",\"match_on\":\"email\"");
        assertThat(counts(update)).isEqualTo("0 1 2 2 5");
        assertThat(errors(update)).containsExactly("4 email required", "5 email duplicate_value");
        Answer upsert = json(rows, ",\"mode\":\"upsert\",\"match_on\":\"email\"");
        assertThat(counts(upsert)).isEqualTo("1 0 2 2 5");
        Answer folded = json("[{\"code\":\"b\",\"email\":\"a@x.com\"}]", ",\"mode\":\"update\",\"match_on\":\"code\"");
        assertThat(errors(folded)).containsExactly("1 email duplicate_value");
        assertThat(people().stream().map(p -> p.path("age").asInt(0))).containsExactly(2, 0, 3);
    }

    @Test
    void matchesOnIds() {
        String id = tenant.object("people", "{\"email\":\"a@x.com\"}");
        Answer done = csv(
                "id,email,age,version,created_at\n" + id + ",a@x.com,5,1,x\n,b@x.com,6,,\n"
                        + "obj_01jd2v6h8m0123456789abcdef,c@x.com,1,,\n",
                ",\"mode\":\"upsert\",\"match_on\":\"id\"");
        assertThat(counts(done)).isEqualTo("1 1 0 1 3");
        assertThat(errors(done)).containsExactly("3 id not_found");
        JsonNode object = api.get("/v1/objects/people/" + id).is(200).data();
        assertThat(object.path("properties").path("age").intValue()).isEqualTo(5);
        assertThat(object.path("version").intValue()).isEqualTo(2);
    }

    @Test
    void abortKeepsAllOrNone() {
        String bad = "[{\"email\":\"a@x.com\"},{\"email\":\"b\"},{\"email\":\"a@x.com\"}]";
        Answer none = json(bad, ",\"on_error\":\"abort\"");
        assertThat(counts(none)).isEqualTo("0 0 0 2 3");
        assertThat(errors(none)).containsExactly("2 email invalid_format", "3 email duplicate_value");
        assertThat(people()).isEmpty();
        assertThat(counts(json("[{\"email\":\"a@x.com\"},{\"email\":\"b@x.com\"}]", ",\"on_error\":\"abort\"")))
                .isEqualTo("2 0 0 0 2");
    }

    @Test
    void aTrialTellsEverythingAndLeavesNothing() {
        tenant.object("people", "{\"email\":\"a@x.com\"}");
        Answer trial = json(
                "[{\"email\":\"a@x.com\"},{\"email\":\"b@x.com\",\"shoe\":44}]",
                ",\"dry_run\":true,\"create_properties\":true");
        assertThat(counts(trial)).isEqualTo("1 0 0 1 2");
        assertThat(trial.data().path("dry_run").booleanValue()).isTrue();
        assertThat(people()).hasSize(1);
        assertThat(counts(json("[{\"email\":\"c@x.com\",\"shoe\":44}]", ""))).isEqualTo("0 0 0 1 1");
    }

    @Test
    void makesPropertiesForUnknownColumns() {
        Answer done = csv("""
                email,Shoe Size,Rate,Born,VIP,Note,seen,Zip,Version
                a@x.com,44,1.5,1980-02-29,true,=x,2026-01-01T00:00:00Z,01234,v1
                b@x.com,43,2,1990-01-01,false,,,2,v2
                """, ",\"create_properties\":true,\"mapping\":{\"Rate\":\"rating\"}");
        assertThat(counts(done)).isEqualTo("2 0 0 0 2");
        JsonNode row = people().getFirst();
        assertThat(row.path("shoe_size").intValue()).isEqualTo(44);
        assertThat(row.path("rating").doubleValue()).isEqualTo(1.5);
        assertThat(row.path("vip").booleanValue()).isTrue();
        assertThat(row.path("zip").stringValue()).isEqualTo("01234");
        assertThat(row.path("version_value").stringValue()).isEqualTo("v1");
        List<String> types = api.get("/v1/object-types/people?include=properties")
                .data()
                .path("properties")
                .valueStream()
                .skip(7)
                .map(p ->
                        p.path("name").stringValue() + ":" + p.path("data_type").stringValue())
                .toList();
        assertThat(types)
                .containsExactly(
                        "shoe_size:integer",
                        "rating:number",
                        "born:date",
                        "vip:boolean",
                        "note:string",
                        "seen:datetime",
                        "zip:string",
                        "version_value:string");
        tenant.key("read", "write")
                .post(PATH, "{\"object_type_id\":\"people\",\"data\":[],\"create_properties\":true}")
                .refused(403, "INSUFFICIENT_SCOPE");
    }

    @Test
    void refusesWhatCannotBeMeant() {
        assertThat(json("[]", """
                        ,"mode":"merge","match_on":"age","on_error":"cry","mapping":{"x":"nope","y":1}
                        """).refused(400, "VALIDATION_ERROR").faults())
                .containsExactlyInAnyOrder(
                        "mapping.x unknown_property",
                        "mapping.y invalid_type",
                        "mode not_in_enum",
                        "match_on not_unique",
                        "on_error not_in_enum");
        assertThat(json("[]", ",\"mode\":\"upsert\"")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("match_on required");
        assertThat(csv("email,Email\na,b\n", "")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("mapping duplicate_value");
        assertThat(csv("email,email\na,b\n", "")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("data duplicate_value");
        assertThat(csv("email\n\"a\n", "").refused(400, "VALIDATION_ERROR").faults())
                .containsExactly("data invalid_csv");
        assertThat(csv("", "").refused(400, "VALIDATION_ERROR").faults()).containsExactly("data required");
        assertThat(json("null", "").refused(400, "VALIDATION_ERROR").faults()).containsExactly("data required");
        assertThat(json("[]", ",\"format\":\"xls\"")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("format not_in_enum");
        assertThat(api.send("POST", PATH + "?object_type_id=people", new byte[] {'a', (byte) 0xff}, "text/csv")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("data invalid_encoding");
        assertThat(api.post(PATH, "{\"data\":[]}")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("object_type_id required");
        api.post(PATH, "{\"object_type_id\":\"nothing\",\"data\":[]}").refused(404, "NOT_FOUND");
        tenant.key("read")
                .post(PATH, "{\"object_type_id\":\"people\",\"data\":[]}")
                .refused(403, "INSUFFICIENT_SCOPE");
        assertThat(counts(json("[]", ""))).isEqualTo("0 0 0 0 0");
    }

    private static String rows(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "{\"email\":\"p" + i + "@x.com\",\"age\":" + (i % 97 == 0 ? "\"no\"" : i) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void takesTenThousandRowsAndNotOneMore() {
        long before = System.nanoTime();
        Answer done = json(rows(10_000), "");
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        assertThat(counts(done)).isEqualTo("9897 0 0 103 10000");
        assertThat(done.data().path("errors")).hasSize(100);
        assertThat(done.data().path("error_count").intValue()).isEqualTo(103);
        assertThat(took).isLessThan(Duration.ofSeconds(10));
        assertThat(json(rows(10_001), "").refused(400, "VALIDATION_ERROR").faults())
                .containsExactly("data too_many_items");
        assertThat(counts(json(rows(10_000), ""))).isEqualTo("0 0 0 10000 10000");
    }

    @Test
    void givesNumbersInTheOrderOfTheRows() {
        json(rows(700), "").is(200);
        List<Integer> numbers = api.get("/v1/objects/people/list?limit=100&sort=id&order=asc")
                .data()
                .path("results")
                .valueStream()
                .map(r -> r.path("properties").path("number").intValue())
                .toList();
        assertThat(numbers).isSorted().doesNotHaveDuplicates().startsWith(1);
    }

    @Test
    void aRepeatWithTheSameKeyDoesNothingTwice() {
        Api once = api.with("Idempotency-Key", "import-1");
        String body = "{\"object_type_id\":\"people\",\"data\":[{\"email\":\"a@x.com\"},{\"email\":\"a@x.com\"}]}";
        Answer first = once.post(PATH, body).is(200);
        Answer again = once.post(PATH, body).is(200);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.data()).isEqualTo(first.data());
        assertThat(counts(first)).isEqualTo("1 0 0 1 2");
        assertThat(people()).hasSize(1);
    }
}
