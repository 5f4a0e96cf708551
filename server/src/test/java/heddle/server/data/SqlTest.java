package heddle.server.data;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.server.TwoNodes;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SqlTest {
    private static final TestTenant TENANT = TestServer.shared().tenant();
    private static final String DEAL = TENANT.type("""
            {"name":"deal","properties":[
              {"name":"title","data_type":"string"},
              {"name":"amount","data_type":"decimal"},
              {"name":"stage","data_type":"enum","enum_values":["open","won"]},
              {"name":"tags","data_type":"multi_enum","enum_values":["a","b","c"]}]}""");

    static {
        TENANT.object(DEAL, "{\"title\":\"One\",\"amount\":\"10.50\",\"stage\":\"open\",\"tags\":[\"a\",\"b\"]}");
        TENANT.object(DEAL, "{\"title\":\"Two\",\"amount\":\"32.00\",\"stage\":\"won\",\"tags\":[\"c\"]}");
        TENANT.object(DEAL, "{\"title\":\"It's\",\"stage\":\"won\"}");
    }

    private final Api api = TENANT.api();

    static Answer sql(Api api, String sql, Object... params) {
        ObjectNode body = Json.object().put("sql", sql);
        body.set("params", Json.mapper().valueToTree(params));
        return api.post("/v1/sql", body);
    }

    private Answer sql(String sql, Object... params) {
        return sql(api, sql, params);
    }

    private String rows(String sql, Object... params) {
        return sql(sql, params).is(200).data().path("rows").toString();
    }

    @Test
    void answersRowsByColumn() {
        JsonNode data = sql("select title, amount from deal where stage = $1 order by title", "open")
                .is(200)
                .data();
        assertThat(data.path("columns").toString()).isEqualTo("[\"title\",\"amount\"]");
        assertThat(data.path("column_types").toString()).isEqualTo("[\"text\",\"numeric\"]");
        assertThat(data.path("rows").toString()).isEqualTo("[{\"title\":\"One\",\"amount\":10.50}]");
        assertThat(data.path("row_count").asInt()).isEqualTo(1);
        assertThat(data.path("truncated").asBoolean(true)).isFalse();
        assertThat(data.path("duration_ms").isIntegralNumber()).isTrue();
    }

    @Test
    void showsEveryTypeInItsOwnSqlType() {
        TestTenant tenant = TestServer.shared().tenant();
        String other = tenant.type("{\"name\":\"other\"}");
        String target = tenant.object(other, "{}");
        String type = tenant.type("""
                {"name":"everything","properties":[
                  {"name":"p_string","data_type":"string"},{"name":"p_text","data_type":"text"},
                  {"name":"p_rich","data_type":"rich_text"},{"name":"p_email","data_type":"email"},
                  {"name":"p_url","data_type":"url"},{"name":"p_phone","data_type":"phone"},
                  {"name":"p_integer","data_type":"integer"},{"name":"p_number","data_type":"number"},
                  {"name":"p_decimal","data_type":"decimal"},{"name":"p_currency","data_type":"currency"},
                  {"name":"p_boolean","data_type":"boolean"},{"name":"p_date","data_type":"date"},
                  {"name":"p_datetime","data_type":"datetime"},{"name":"p_time","data_type":"time"},
                  {"name":"p_enum","data_type":"enum","enum_values":["x"]},
                  {"name":"p_multi","data_type":"multi_enum","enum_values":["x","y"]},
                  {"name":"p_array","data_type":"array"},{"name":"p_json","data_type":"json"},
                  {"name":"p_geo","data_type":"geo_point"},
                  {"name":"p_ref","data_type":"reference","options":{"object_type_id":"%s"}},
                  {"name":"p_user","data_type":"user"},{"name":"p_file","data_type":"file"}]}""".formatted(other));
        tenant.object(type, """
                {"p_string":"s","p_text":"t","p_rich":"<p>r</p>","p_email":"a@b.com","p_url":"https://b.com/",
                 "p_phone":"+15551234567","p_integer":9007199254740991,"p_number":1.5,"p_decimal":"12.30",
                 "p_currency":{"amount":"1.20","currency":"GBP"},"p_boolean":true,"p_date":"2026-01-31",
                 "p_datetime":"2026-01-31T10:00:00+01:00","p_time":"09:30:00","p_enum":"x","p_multi":["x","y"],
                 "p_array":[1,2],"p_json":{"a":[1]},"p_geo":{"lat":51.5,"lng":-0.12},"p_ref":"%s"}""".formatted(target));
        JsonNode data = sql(tenant.api(), "select * from everything").is(200).data();
        assertThat(data.path("columns").valueStream().map(JsonNode::asString).skip(6))
                .containsExactly(
                        "p_string",
                        "p_text",
                        "p_rich",
                        "p_email",
                        "p_url",
                        "p_phone",
                        "p_integer",
                        "p_number",
                        "p_decimal",
                        "p_currency",
                        "p_currency.currency",
                        "p_boolean",
                        "p_date",
                        "p_datetime",
                        "p_time",
                        "p_enum",
                        "p_multi",
                        "p_array",
                        "p_json",
                        "p_geo",
                        "p_ref",
                        "p_user",
                        "p_file");
        assertThat(data.path("column_types").valueStream().map(JsonNode::asString))
                .containsExactly(
                        "text",
                        "timestamptz",
                        "timestamptz",
                        "text",
                        "int4",
                        "bool",
                        "text",
                        "text",
                        "text",
                        "text",
                        "text",
                        "text",
                        "int8",
                        "float8",
                        "numeric",
                        "numeric",
                        "bpchar",
                        "bool",
                        "date",
                        "timestamptz",
                        "time",
                        "text",
                        "_text",
                        "jsonb",
                        "jsonb",
                        "point",
                        "text",
                        "text",
                        "text");
        ObjectNode row = (ObjectNode) data.path("rows").get(0);
        row.remove(List.of("id", "created_at", "updated_at", "created_by", "version", "is_deleted"));
        assertThat(row.toString()).isEqualTo("""
                {"p_string":"s","p_text":"t","p_rich":"<p>r</p>","p_email":"a@b.com","p_url":"https://b.com/",\
                "p_phone":"+15551234567","p_integer":9007199254740991,"p_number":1.5,"p_decimal":12.30,\
                "p_currency":1.20,"p_currency.currency":"GBP","p_boolean":true,"p_date":"2026-01-31",\
                "p_datetime":"2026-01-31T09:00:00.000Z","p_time":"09:30:00","p_enum":"x","p_multi":["x","y"],\
                "p_array":[1,2],"p_json":{"a":[1]},"p_geo":"(-0.12,51.5)","p_ref":"%s","p_user":null,"p_file":null}""".formatted(target));
    }

    @Test
    void bindsValuesInBothSpellings() {
        assertThat(rows("select title from deal where title = ? and amount > ?", "One", 10))
                .isEqualTo("[{\"title\":\"One\"}]");
        assertThat(rows("select title from deal where $1 is null or title = $1 order by 1 limit $2", "Two", 5))
                .isEqualTo("[{\"title\":\"Two\"}]");
        assertThat(rows(
                        "select count(*) n from deal where $1 is null or title = $1",
                        Json.mapper().nullNode()))
                .isEqualTo("[{\"n\":3}]");
        assertThat(rows(
                        "select count(*) n from deal where title = any($1) or amount = any($2)",
                        List.of("One"),
                        List.of(32)))
                .isEqualTo("[{\"n\":2}]");
        assertThat(rows("select count(*) n from deal where created_at > ? and is_deleted = ?", "2020-01-01", false))
                .isEqualTo("[{\"n\":3}]");
        assertThat(rows("select '?' a, title from deal where to_jsonb(tags) ? $1", "c"))
                .isEqualTo("[{\"a\":\"?\",\"title\":\"Two\"}]");
        assertThat(rows("select title from deal where title = ?", "It's")).isEqualTo("[{\"title\":\"It's\"}]");
        assertThat(rows("explain select title from deal where title = ?", "x")).contains("Filter");
    }

    @Test
    void losesNoDigit() {
        assertThat(rows("""
                        select 9007199254740993 as big, 0.1234567890123456789 as fine, 12.30 as plain, 'NaN'::float8 as nan,
                            timestamptz '2026-01-01 00:00:00.123456Z' as at, decode('00ff', 'hex') as bytes,
                            array[1.5, null] as list, 1 as a, 2 as a, null as none, '{"x":[1,{}]}'::jsonb as doc""")).isEqualTo("""
                        [{"big":"9007199254740993","fine":"0.1234567890123456789","plain":12.30,"nan":"NaN",\
                        "at":"2026-01-01T00:00:00.123456Z","bytes":"AP8=","list":[1.5,null],"a":1,"a_2":2,"none":null,\
                        "doc":{"x":[1,{}]}}]""");
    }

    @Test
    void followsTheDefinitionsOnEveryNode() {
        try (TwoNodes nodes = TwoNodes.start()) {
            TestTenant tenant = nodes.one().tenant();
            Api far = tenant.at(nodes.two());
            String type =
                    tenant.type("{\"name\":\"first\",\"properties\":[{\"name\":\"a\",\"data_type\":\"integer\"}]}");
            tenant.object(type, "{\"a\":1}");
            sql(far, "select a from first").is(200);
            tenant.api()
                    .patch("/v1/object-types/" + type, "{\"name\":\"second\"}")
                    .is(200);
            sql(far, "select a from first").refused(400, "SQL_SYNTAX_ERROR");
            sql(far, "select a from second").is(200);
            String property = tenant.api()
                    .post("/v1/object-types/" + type + "/properties", "{\"name\":\"b\",\"data_type\":\"boolean\"}")
                    .is(201)
                    .id();
            sql(far, "select a, b from second").is(200);
            tenant.api().delete("/v1/object-types/" + type + "/properties/" + property);
            sql(far, "select b from second").refused(400, "SQL_SYNTAX_ERROR");
            assertThat(sql(far, "select object_type, properties from objects")
                            .data()
                            .path("rows")
                            .toString())
                    .isEqualTo("[{\"object_type\":\"second\",\"properties\":{\"a\":1}}]");
            String token = tenant.api()
                    .delete("/v1/object-types/" + type)
                    .is(409)
                    .json()
                    .path("error")
                    .path("confirm_token")
                    .asString("");
            tenant.api()
                    .delete("/v1/object-types/" + type + "?force=true&confirm_token=" + token)
                    .is(200);
            sql(far, "select * from second").refused(400, "SQL_SYNTAX_ERROR");
            assertThat(sql(far, "select count(*) n from objects")
                            .is(200)
                            .data()
                            .path("rows")
                            .toString())
                    .isEqualTo("[{\"n\":0}]");
        }
    }

    @Test
    void stopsAtAThousandRowsAndFiveMegabytes() {
        JsonNode rows = sql("select n from generate_series(1, 1000) n").is(200).data();
        assertThat(rows.path("row_count").asInt()).isEqualTo(1_000);
        assertThat(rows.path("truncated").asBoolean()).isFalse();
        JsonNode more = sql("select n from generate_series(1, 1001) n").is(200).data();
        assertThat(more.path("row_count").asInt()).isEqualTo(1_000);
        assertThat(more.path("truncated").asBoolean()).isTrue();
        JsonNode large = sql("select repeat('x', 100000) t from generate_series(1, 100) n")
                .is(200)
                .data();
        assertThat(large.path("row_count").asInt()).isBetween(50, 53);
        assertThat(large.path("truncated").asBoolean()).isTrue();
        sql("select repeat('x', 100000000) t").refused(400, "SQL_RESULT_TOO_LARGE");
        assertThat(rows("select 1 as still_works")).isEqualTo("[{\"still_works\":1}]");
    }

    @Test
    void stopsAfterFiveSecondsAndLetsTwoRunAtOnce() throws InterruptedException {
        String endless = "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b";
        CountDownLatch done = new CountDownLatch(2);
        List<Answer> answers = new java.util.concurrent.CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread.ofVirtual().start(() -> {
                Answer answer = sql(endless);
                while (answer.status() == 429) {
                    answer = sql(endless);
                }
                answers.add(answer);
                done.countDown();
            });
        }
        org.awaitility.Awaitility.await().until(() -> sql("select 1").status() == 429);
        sql("select 1").refused(429, "RATE_LIMITED");
        sql(TestServer.shared().tenant().api(), "select 1").is(200);
        done.await();
        assertThat(answers).allSatisfy(a -> a.refused(504, "TIMEOUT"));
        sql("select 1").is(200);
    }

    @Test
    void explainsMistakesWithoutOurNames() {
        Answer wrong = sql("select titel\n  from deal").refused(400, "SQL_SYNTAX_ERROR");
        assertThat(wrong.json().path("error").path("position").asInt()).isEqualTo(8);
        assertThat(wrong.json().path("error").path("hint").asString("")).contains("deal.title");
        assertThat(wrong.text())
                .doesNotContain(TENANT.id().substring(3))
                .doesNotContain("v_")
                .doesNotContain("o_0");
        sql("select 1/0").refused(400, "SQL_ERROR");
        sql("select 'x'::int").refused(400, "SQL_ERROR");
        sql("select $1::text").refused(400, "VALIDATION_ERROR");
        sql("").refused(400, "VALIDATION_ERROR");
        sql("select '" + "x".repeat(9_993) + "'").refused(400, "SQL_TOO_LONG");
        api.post("/v1/sql", "{\"sql\":\"select 1\",\"params\":[{}]}").refused(400, "VALIDATION_ERROR");
        api.post("/v1/sql", "{\"sql\":7}").refused(400, "VALIDATION_ERROR");
        String plan = rows("explain verbose select * from deal");
        assertThat(plan).doesNotContain(TENANT.id().substring(3)).contains("object_table");
    }

    @Test
    void isForTheKeysThatMayEverything() {
        sql(TENANT.key("read", "write", "schema"), "select 1").refused(403, "INSUFFICIENT_SCOPE");
        sql(TENANT.publishable(), "select 1").refused(403, "INSUFFICIENT_SCOPE");
        sql(TENANT.key("*"), "select 1").is(200);
        sql(api.with("Idempotency-Key", "same"), "select 1").is(200);
    }

    @Test
    void isAudited() {
        sql("select 'marked' as m, $1 as v", "secret-value").is(200);
        JsonNode logs = sql("""
                        select after from audit_logs where action = 'sql.executed' and after ->> 'sql' like '%marked%'
                        and after ->> 'sql' not like '%audit_logs%'""").is(200).data().path("rows");
        assertThat(logs.size()).isEqualTo(1);
        assertThat(logs.get(0).path("after").path("row_count").asInt()).isEqualTo(1);
        assertThat(logs.toString()).doesNotContain("secret-value");
    }

    @Test
    void seesTheSharedViews() {
        assertThat(Stream.of("objects", "object_types", "properties", "associations", "audit_logs", "events"))
                .allSatisfy(view -> sql("select * from " + view).is(200));
        assertThat(rows(
                        "select p.name, t.name as type from properties p join object_types t on t.id = p.object_type_id "
                                + "where p.name = 'tags'"))
                .isEqualTo("[{\"name\":\"tags\",\"type\":\"deal\"}]");
    }
}
