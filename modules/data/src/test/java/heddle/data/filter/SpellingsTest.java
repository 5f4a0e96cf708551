package heddle.data.filter;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four spellings, one meaning. */
class SpellingsTest {
    private static final Row WON = Sample.row("""
            {"status":"won","integer":20,"tags":["a","b"],"string":"Straße 5","email":"a@b.com","boolean":true,
             "date":"2026-03-10","datetime":"2026-03-15T09:00:00.000Z","json":{"a":{"b":[1,"x"]}},"owner":"usr_1",
             "currency":{"amount":"12.30","currency":"GBP"},"geo":{"lat":51.5,"lng":-0.12},"phone":"+15551234567",
             "decimal":"12.30","company":"obj_acme","array":["x",1],"time":"09:30:00","folded":"ÄB"}""");
    private static final Row BARE = Sample.row("{}");
    private static final Links LINKS = new Links() {
        @Override
        public boolean linked(String id, String type, Condition.Direction direction, @Nullable String other) {
            return type.equals("member_of") && direction == Condition.Direction.OUTGOING && "obj_9".equals(other);
        }

        @Override
        public @Nullable Row referenced(Schema target, String id) {
            return id.equals("obj_acme") ? Sample.row("{\"name\":\"Acme\",\"owner\":\"usr_2\"}") : null;
        }
    };

    private static Truth judge(Condition condition, Row row) {
        return ConditionEval.of(condition, bindings(Mode.USER), row, LINKS);
    }

    private static Bindings bindings(Mode mode) {
        return new Bindings(mode, Sample.NOW, "usr_1", name -> Json.parse("null"));
    }

    @Test
    void allSpellingsOfOneConditionAreOneCondition() {
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("filter[status]", List.of("won"));
        query.put("filter[integer][gte]", List.of("18"));
        query.put("filter[tags][contains_any]", List.of("a,c"));
        query.put("limit", List.of("20"));
        Condition fromQuery = FilterQuery.parse(query, Sample.user());
        Condition fromJson = Filters.parse(
                Json.parse("{\"status\":\"won\",\"integer\":{\"$gte\":18},\"tags\":{\"$any\":[\"a\",\"c\"]}}"),
                "filter",
                Sample.user());
        Condition fromList = Filters.parse(Json.parse("""
                [{"property":"status","operator":"eq","value":"won"},{"property":"integer","operator":"gte","value":18},
                 {"property":"tags","operator":"contains_any","value":["a","c"]}]"""), "filters", Sample.user());
        Condition fromTexts = Filters.parse(
                Json.parse("[\"status:eq:won\",\"integer:gte:18\",\"tags:contains_any:[\\\"a\\\",\\\"c\\\"]\"]"),
                "filters",
                Sample.user());

        Bound expected = Binder.bind(fromJson, bindings(Mode.USER));
        assertThat(Binder.bind(fromQuery, bindings(Mode.USER))).isEqualTo(expected);
        assertThat(Binder.bind(fromList, bindings(Mode.USER))).isEqualTo(expected);
        assertThat(Binder.bind(fromTexts, bindings(Mode.USER))).isEqualTo(expected);
        assertThat(judge(fromJson, WON)).isEqualTo(Truth.TRUE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"status":"won"}                                            | TRUE
            {"status":{"_eq":"won"}}                                    | TRUE
            {"_or":[{"status":"lost"},{"integer":{"_gt":19}}]}          | TRUE
            {"$nor":[{"status":"lost"},{"integer":21}]}                 | TRUE
            {"$not":{"status":"won"}}                                   | FALSE
            {"integer":{"$not":{"$gt":5}}}                              | FALSE
            {"integer":{"$gte":18,"$lt":20}}                            | FALSE
            {"integer":{"$between":[20,21]}}                            | TRUE
            {"integer":"20"}                                            | TRUE
            {"decimal":12.3}                                            | TRUE
            {"currency":{"$gt":12}}                                     | TRUE
            {"currency":{"amount":12.3,"currency":"GBP"}}               | TRUE
            {"currency.currency":{"$in":["USD"]}}                       | FALSE
            {"string":{"$startsWith":"Stra"}}                           | TRUE
            {"string":{"$icontains":"STRA"}}                            | TRUE
            {"string":{"$contains":"STRA"}}                             | FALSE
            {"folded":"äb"}                                             | TRUE
            {"email":"A@B.com"}                                         | TRUE
            {"phone":"+1 (555) 123-4567"}                               | TRUE
            {"time":"09:30"}                                            | TRUE
            {"tags":{"$all":["a","b"]}}                                 | TRUE
            {"tags":"a"}                                                | TRUE
            {"tags":["a"]}                                              | FALSE
            {"array":{"$size":2}}                                       | TRUE
            {"array":{"$size":{"$gt":2}}}                               | FALSE
            {"json.a.b.0":{"$gte":1}}                                   | TRUE
            {"json":{"$contains":{"a":{"b":["x"]}}}}                    | TRUE
            {"json.a":{"$hasKey":"b"}}                                  | TRUE
            {"geo":{"$near":{"lat":51.5,"lng":0,"radius_m":9000}}}      | TRUE
            {"geo":{"$near":{"lat":51.5,"lng":0,"radius_m":8000}}}      | FALSE
            {"geo":{"$within":{"bbox":[170,50,0,60]}}}                  | TRUE
            {"owner":"$me"}                                             | TRUE
            {"company.name":"Acme"}                                     | TRUE
            {"company.name":{"$null":true}}                             | FALSE
            {"datetime":{"$on":"2026-03-15"}}                           | TRUE
            {"datetime":{"$after":"2026-03-15"}}                        | FALSE
            {"datetime":{"$lt":"$now"}}                                 | TRUE
            {"datetime":{"$gte":"$today"}}                              | TRUE
            {"datetime":"2026-03-15T10:00:00+01:00"}                    | TRUE
            {"date":{"$gt":{"$today":"-5d"}}}                           | FALSE
            {"date":{"$inLast":"7d"}}                                   | TRUE
            {"date":{"$inNext":"7d"}}                                   | FALSE
            {"version":3,"is_deleted":false,"created_by":"$me"}         | TRUE
            {"created_at":{"$inLast":"2h"}}                             | TRUE
            {"status":{"$in":[]}}                                       | FALSE
            {"status":{"$nin":[]}}                                      | TRUE
            {}                                                          | TRUE
            """)
    void conditionsMeanWhatTheySay(String json, Truth expected) {
        assertThat(judge(ConditionJson.parseText(json, "filter", Sample.user()), WON))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"status":{"$ne":"won"}}           | TRUE  | UNKNOWN
            {"status":{"$nin":["won"]}}        | TRUE  | UNKNOWN
            {"status":{"$nin":[]}}             | TRUE  | UNKNOWN
            {"status":{"$in":[]}}              | FALSE | UNKNOWN
            {"$not":{"status":"won"}}          | TRUE  | UNKNOWN
            {"$not":{"$not":{"status":"won"}}} | FALSE | UNKNOWN
            {"tags":{"$notContains":"a"}}      | TRUE  | UNKNOWN
            {"string":{"$empty":true}}         | TRUE  | UNKNOWN
            {"string":{"$empty":false}}        | FALSE | UNKNOWN
            {"status":{"$null":true}}          | TRUE  | TRUE
            {"status":{"$exists":true}}        | FALSE | FALSE
            {"company.name":{"$ne":"Acme"}}    | TRUE  | UNKNOWN
            """)
    void aMissingValueIsIncludedForReadersAndUnknownToPolicies(String json, Truth reader, Truth policy) {
        Condition user = ConditionJson.parseText(json, "filter", Sample.user());
        Condition rule = ConditionJson.parseText(json, "filter", Sample.policy());

        assertThat(judge(user, BARE)).isEqualTo(reader);
        assertThat(ConditionEval.of(rule, bindings(Mode.POLICY), BARE, LINKS)).isEqualTo(policy);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status:eq:won                                   | TRUE
            datetime:gte:2026-03-15T09:00:00Z               | TRUE
            status:in:won,lost                              | TRUE
            integer:between:[1,5]                           | FALSE
            boolean:eq:true                                 | TRUE
            string:is_null                                  | FALSE
            string:is_null:false                            | TRUE
            geo:near:51.5,0,9000                            | TRUE
            geo:within:-1,50,1,60                           | TRUE
            json.a.b.0:eq:1                                 | TRUE
            date:before:{"$today":"-1d"}                    | TRUE
            """)
    void readsFunnelTexts(String text, Truth expected) {
        assertThat(judge(FilterText.parse(text, "filters[0]", Sample.user()), WON))
                .isEqualTo(expected);
    }

    @Test
    void aListJoinsByAndUnlessItSaysOr() {
        String list = """
                [{"or":[{"property":"status","operator":"eq","value":"lost"},
                        {"and":[{"property":"boolean","operator":"eq","value":true},
                                {"not":{"property":"string","operator":"is_empty"}}]}]},
                 {"property":"company","operator":"is_not_null"}]""";

        assertThat(judge(FilterList.parse(Json.parse(list), "filters", Sample.user()), WON))
                .isEqualTo(Truth.TRUE);
        assertThat(judge(FilterList.parse(Json.parse(list), "filters", Sample.user()), BARE))
                .isEqualTo(Truth.FALSE);
    }

    @Test
    void theFilterParameterHoldsEitherJsonSpelling() {
        Condition condition = FilterQuery.parse(
                Map.of("filter", List.of("{\"status\":\"won\"}", "[\"integer:gt:30\"]")), Sample.user());

        assertThat(judge(condition, WON)).isEqualTo(Truth.FALSE);
        assertThat(FilterQuery.parse(Map.of("sort", List.of("a")), Sample.user()))
                .isEqualTo(Condition.ALWAYS);
    }

    @Test
    void policiesAskForAssociationsAndVariables() {
        Bindings known = new Bindings(Mode.POLICY, Sample.NOW, "usr_1", name -> switch (name) {
            case "auth.app_metadata.account" -> Json.parse("\"obj_9\"");
            case "auth.roles" -> Json.parse("[\"won\",\"sales\"]");
            default -> Json.parse("null");
        });
        String linked = "{\"$linked\":{\"association_type\":\"member_of\",\"to\":\"{{auth.app_metadata.account}}\"}}";

        assertThat(policy(linked, known)).isEqualTo(Truth.TRUE);
        assertThat(policy(linked, bindings(Mode.POLICY))).isEqualTo(Truth.UNKNOWN);
        assertThat(policy("{\"status\":{\"$in\":\"{{auth.roles}}\"}}", known)).isEqualTo(Truth.TRUE);
        assertThat(policy("{\"status\":{\"$nin\":[\"{{auth.email}}\"]}}", known))
                .isEqualTo(Truth.UNKNOWN);
        assertThat(policy("{\"string\":{\"$ne\":\"{{auth.email}}\"}}", known)).isEqualTo(Truth.UNKNOWN);
        assertThat(policy("{\"integer\":\"{{auth.roles}}\"}", known)).isEqualTo(Truth.UNKNOWN);
        assertThat(policy("{\"datetime\":{\"$lt\":\"{{now}}\"}}", known)).isEqualTo(Truth.TRUE);
    }

    private static Truth policy(String json, Bindings bindings) {
        return ConditionEval.of(ConditionJson.parseText(json, "c", Sample.policy()), bindings, WON, LINKS);
    }
}
