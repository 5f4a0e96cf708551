package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ExportTest {
    private static final String PATH = "/v1/data/export";

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Api api = tenant.api();

    private static final String EVERY_TYPE = """
            {"name":"%s","properties":[
                {"name":"string","data_type":"string"},
                {"name":"text","data_type":"text"},
                {"name":"rich","data_type":"rich_text"},
                {"name":"email","data_type":"email"},
                {"name":"url","data_type":"url"},
                {"name":"phone","data_type":"phone"},
                {"name":"whole","data_type":"integer"},
                {"name":"real","data_type":"number"},
                {"name":"decimal","data_type":"decimal"},
                {"name":"money","data_type":"currency"},
                {"name":"flag","data_type":"boolean"},
                {"name":"day","data_type":"date"},
                {"name":"moment","data_type":"datetime"},
                {"name":"clock","data_type":"time"},
                {"name":"choice","data_type":"enum","enum_values":["-a","=b","c"]},
                {"name":"choices","data_type":"multi_enum","enum_values":["x;y","-a","c"]},
                {"name":"list","data_type":"array"},
                {"name":"json","data_type":"json"},
                {"name":"place","data_type":"geo_point"},
                {"name":"friend","data_type":"reference","options":{"object_type_id":"friend"}},
                {"name":"friends","data_type":"reference","options":{"object_type_id":"friend","multiple":true}},
                {"name":"person","data_type":"user"},
                {"name":"file","data_type":"file"}]}
            """;

    private Answer export(String type, String options) {
        return api.post(PATH, "{\"object_type_id\":\"" + type + "\"" + options + "}");
    }

    private String download(Answer started) {
        String path = started.is(200).data().path("download_path").stringValue();
        return api.get(path).is(200).text();
    }

    private List<JsonNode> properties(String type) {
        return api.get("/v1/objects/" + type + "/list?limit=100&sort=id&order=asc")
                .is(200)
                .data()
                .path("results")
                .valueStream()
                .map(r -> r.path("properties"))
                .toList();
    }

    private void define() {
        tenant.type("{\"name\":\"friend\"}");
        tenant.type(EVERY_TYPE.formatted("one"));
        tenant.type(EVERY_TYPE.formatted("two"));
        String a = tenant.object("friend", "{}");
        String b = tenant.object("friend", "{}");
        tenant.object("one", """
                {"string":"=1+1","text":"-two\\r\\nlines","rich":"<p>\\"x\\"</p>","email":"a@x.com",
                 "url":"https://x.com/?a=b,c","phone":"+15551234567","whole":-5,"real":-1.5e-7,"decimal":"-12.30",
                 "money":{"amount":"-12.30","currency":"GBP"},"flag":false,"day":"2026-01-31",
                 "moment":"2026-01-31T10:00:00.123Z","clock":"09:30:00","choice":"=b","choices":["x;y","-a"],
                 "list":["=1",2,true,"a;b",""],"json":{"a":[1,null,{"b":"\\u00e9"}]},
                 "place":{"lat":-51.5,"lng":-0.12},"friend":"%s","friends":["%s","%s"]}
                """.formatted(a, b, a));
        tenant.object("one", """
                {"string":"","text":" ","choice":"-a","choices":[],"list":[],"json":"","friends":["%s"],"flag":true,
                 "whole":9007199254740991,"decimal":"0.00","real":1e300}
                """.formatted(b));
        tenant.object("one", "{\"string\":\"'=x\",\"text\":\"'\",\"json\":-5,\"list\":[\"-1\"],\"real\":0}");
        tenant.object(
                "one", "{\"string\":\"''\",\"text\":\"\\tx\",\"json\":[],\"list\":[[]]}".replace("[[]]", "[\"\"]"));
        tenant.object("one", "{}");
    }

    @Test
    void whatGoesOutComesBackTheSame() {
        define();
        for (String format : List.of("csv", "json", "ndjson")) {
            String file = download(export("one", ",\"format\":\"" + format + "\""));
            String data = Json.object().put("x", file).get("x").toString();
            Answer back = api.post(
                            "/v1/data/import",
                            "{\"object_type_id\":\"two\",\"format\":\"%s\",\"data\":%s}".formatted(format, data))
                    .is(200);
            assertThat(back.data().path("errors")).as(format).isEmpty();
            List<JsonNode> all = properties("two");
            assertThat(all.subList(all.size() - 5, all.size())).as(format).isEqualTo(properties("one"));
        }
    }

    @Test
    void noCellIsAFormula() {
        define();
        Answer started = export("one", ",\"format\":\"csv\"");
        assertThat(started.data().path("record_count").intValue()).isEqualTo(5);
        assertThat(started.data().path("status").stringValue()).isEqualTo("ready");
        Answer file =
                api.get(started.data().path("download_path").stringValue()).is(200);
        assertThat(file.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
        assertThat(file.header("Content-Disposition")).matches("attachment; filename=\"one-exp_[0-9a-z]{26}\\.csv\"");
        assertThat(file.text())
                .startsWith("id,string,text,rich,email,")
                .contains(",'=1+1,\"'-two\r\nlines\",")
                .contains(",'+15551234567,-5,-1.5E-7,-12.30,'-12.30 GBP,")
                .contains(",'=b,");
    }

    @Test
    void filtersAndChooses() {
        tenant.type("""
                {"name":"notes","properties":[{"name":"n","data_type":"integer"},{"name":"t","data_type":"string"}]}
                """);
        String one = tenant.object("notes", "{\"n\":1,\"t\":\"a\"}");
        String two = tenant.object("notes", "{\"n\":2,\"t\":\"b\"}");
        api.delete("/v1/objects/notes/" + one).is(200);
        assertThat(download(export("notes", ",\"format\":\"csv\",\"fields\":[\"t\"]")))
                .isEqualTo("id,t\r\n" + two + ",b\r\n");
        assertThat(download(export("notes", ",\"format\":\"csv\",\"fields\":[\"n\"],\"include_deleted\":true")))
                .isEqualTo("id,n\r\n" + one + ",1\r\n" + two + ",2\r\n");
        JsonNode json = Json.parse(download(export("notes", ",\"filter\":{\"n\":{\"$gt\":1}}")));
        assertThat(json).hasSize(1);
        assertThat(json.path(0).path("properties").toString()).isEqualTo("{\"n\":2,\"t\":\"b\"}");
        assertThat(json.path(0)).isEqualTo(api.get("/v1/objects/notes/" + two).data());
        assertThat(download(export("notes", ",\"filter\":{\"n\":9}"))).isEqualTo("[]\n");
        assertThat(download(export("notes", ",\"format\":\"ndjson\",\"filter\":{\"n\":9}")))
                .isEmpty();
    }

    @Test
    void refusesWhatCannotBeMeant() {
        tenant.type("{\"name\":\"notes\"}");
        assertThat(export("notes", ",\"format\":\"pdf\",\"fields\":[\"x\"]")
                        .refused(400, "VALIDATION_ERROR")
                        .faults())
                .containsExactly("format not_in_enum", "fields[0] unknown_property");
        export("notes", ",\"filter\":{\"x\":1}").refused(400, "INVALID_FILTER");
        export("nothing", "").refused(404, "NOT_FOUND");
        api.get(PATH + "/exp_01jd2v6h8m0123456789abcdef").refused(404, "NOT_FOUND");
        api.get(PATH + "/x").refused(404, "NOT_FOUND");
    }

    @Test
    void isNobodyElses() {
        tenant.type("{\"name\":\"notes\"}");
        tenant.object("notes", "{}");
        String path = export("notes", "").data().path("download_path").stringValue();
        TestServer.shared().tenant().api().get(path).refused(404, "NOT_FOUND");
        tenant.publishable().get(path).refused(404, "NOT_FOUND");
        tenant.key("read").get(path).is(200);
        api.delete("/v1/object-types/notes?force=true").refused(409, "DEPENDENCY_EXISTS");
    }

    @Test
    void showsPolicedCallersOnlyTheirRows() {
        tenant.type("""
                {"name":"notes","properties":[
                    {"name":"open","data_type":"boolean"},{"name":"pay","data_type":"integer"}]}
                """);
        api.post("/v1/object-types/notes/policies", """
                        {"name":"Open","condition_json":{"open":true},"fields":{"hide":["pay"]}}
                        """).is(201);
        String open = tenant.object("notes", "{\"open\":true,\"pay\":7}");
        tenant.object("notes", "{\"open\":false,\"pay\":8}");
        Api browser = tenant.publishable();
        Answer started = browser.post(PATH, "{\"object_type_id\":\"notes\",\"format\":\"csv\",\"fields\":[\"pay\"]}")
                .is(200);
        assertThat(started.data().path("record_count").intValue()).isEqualTo(1);
        assertThat(browser.get(started.data().path("download_path").stringValue())
                        .is(200)
                        .text())
                .isEqualTo("id,pay\r\n" + open + ",\r\n");
        browser.post(PATH, "{\"object_type_id\":\"notes\",\"filter\":{\"pay\":7}}")
                .refused(400, "INVALID_FILTER");
    }

    @Test
    void largeFilesAreWrittenInTheBackgroundAndExpire() {
        TestServer server = TestServer.start(heddle.testkit.TestDatabase.fresh(), Map.of());
        try (server) {
            TestTenant own = server.tenant();
            own.type("{\"name\":\"notes\",\"properties\":[{\"name\":\"t\",\"data_type\":\"text\"}]}");
            fill(own.api(), 6_000);
            Answer started = own.api()
                    .post(PATH, "{\"object_type_id\":\"notes\",\"format\":\"ndjson\"}")
                    .is(200);
            assertThat(started.data().path("status").stringValue()).isEqualTo("pending");
            assertThat(started.data().path("record_count").intValue()).isEqualTo(6_000);
            String path = started.data().path("download_path").stringValue();
            Answer file = await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> {
                                Answer answer = own.api().get(path);
                                if (answer.status() == 409) {
                                    assertThat(answer.refused(409, "NOT_READY").header("Retry-After"))
                                            .isNotNull();
                                }
                                return answer;
                            },
                            a -> a.status() == 200);
            assertThat(file.http().body().length).isGreaterThan(3 << 20);
            assertThat(file.text().lines().map(l -> Json.parse(l).path("id").stringValue()))
                    .hasSize(6_000)
                    .isSorted()
                    .doesNotHaveDuplicates();
            server.operator()
                    .post("/v1/platform/clock", "{\"advance_seconds\":86401}")
                    .is(200);
            own.api().get(path).refused(410, "GONE");
        }
    }

    private static void fill(Api api, int count) {
        String filler = "x".repeat(500);
        for (int from = 0; from < count; from += 10_000) {
            String rows = IntStream.range(from, Math.min(count, from + 10_000))
                    .mapToObj(i -> "{\"t\":\"" + i + filler + "\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            Answer done = api.post("/v1/data/import", "{\"object_type_id\":\"notes\",\"data\":" + rows + "}");
            assertThat(done.is(200).data().path("failed").intValue()).isZero();
        }
    }

    @Test
    @Tag("slow")
    void aHundredThousandAndNotOneMore() {
        tenant.type("{\"name\":\"notes\",\"properties\":[{\"name\":\"t\",\"data_type\":\"text\"}]}");
        fill(api, 100_000);
        Answer started = export("notes", ",\"format\":\"csv\"").is(200);
        String path = started.data().path("download_path").stringValue();
        Answer file = await().atMost(Duration.ofMinutes(2)).until(() -> api.get(path), a -> a.status() == 200);
        assertThat(new String(file.http().body(), StandardCharsets.UTF_8).lines())
                .hasSize(100_001);
        tenant.object("notes", "{}");
        Answer refused = export("notes", "").refused(400, "VALIDATION_ERROR");
        assertThat(refused.faults()).containsExactly(" export_too_large");
        assertThat(refused.json().path("error").path("count").intValue()).isEqualTo(100_001);
    }
}
