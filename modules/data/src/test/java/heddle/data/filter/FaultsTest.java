package heddle.data.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"nope":1}                                        | filter.nope             | unknown_property
            {"company.nope":1}                                | filter.company.nope     | unknown_property
            {"string.x":1}                                    | filter.string.x         | unknown_property
            {"$where":"1"}                                    | filter.$where           | unknown_operator
            {"string":{"$regex":"a"}}                         | filter.string.$regex    | unknown_operator
            {"boolean":{"$gt":true}}                          | filter.boolean.$gt      | unsupported_operator
            {"rich":"a"}                                      | filter.rich             | unsupported_operator
            {"geo":{"$eq":1}}                                 | filter.geo.$eq          | unsupported_operator
            {"file":{"$in":["file_1"]}}                       | filter.file.$in         | unsupported_operator
            {"integer":"many"}                                | filter.integer          | invalid_type
            {"integer":1.5}                                   | filter.integer          | invalid_type
            {"number":"1"}                                    | filter.number           | invalid_type
            {"number":1e999999999}                            | filter.number           | invalid_format
            {"string":5}                                      | filter.string           | invalid_type
            {"boolean":"true"}                                | filter.boolean          | invalid_type
            {"date":"2026-02-30"}                             | filter.date             | invalid_format
            {"datetime":"2026-01-01T00:00:00"}                | filter.datetime         | invalid_format
            {"datetime":{"$now":"soon"}}                      | filter.datetime         | invalid_type
            {"date":{"$inLast":"-7d"}}                        | filter.date.$inLast     | invalid_format
            {"time":"25:00"}                                  | filter.time             | invalid_format
            {"phone":"call me"}                               | filter.phone            | invalid_format
            {"status":"maybe"}                                | filter.status           | not_in_enum
            {"tags":{"$any":["a","z"]}}                       | filter.tags.$any        | not_in_enum
            {"string":"\\ud800"}                              | filter.string           | invalid_format
            {"status":null}                                   | filter.status           | null_value
            {"status":{"$in":["won",null]}}                   | filter.status.$in       | null_value
            {"status":{"$in":"won"}}                          | filter.status.$in       | invalid_shape
            {"integer":{"$between":[1]}}                      | filter.integer.$between | invalid_shape
            {"integer":{"$gte":1,"lt":2}}                     | filter.integer          | invalid_shape
            {"integer":{}}                                    | filter.integer          | invalid_shape
            {"$or":{"0":{"integer":1}}}                       | filter.$or              | invalid_shape
            {"$or":[]}                                        | filter.$or              | invalid_shape
            {"$or":[{}]}                                      | filter.$or[0]           | invalid_shape
            {"$or":[1]}                                       | filter.$or[0]           | invalid_shape
            {"$and":[{"integer":1},{"$or":[{"x":1}]}]}        | filter.$and[1].$or[0].x | unknown_property
            {"$not":[{"integer":1}]}                          | filter.$not             | invalid_shape
            {"$linked":{"association_type":"a"}}              | filter.$linked          | unsupported_operator
            {"geo":{"$near":{"lat":91,"lng":0,"radius_m":1}}} | filter.geo.$near        | invalid_shape
            {"array":{"$size":-1}}                            | filter.array.$size      | invalid_type
            "text"                                            | filter                  | invalid_shape
            {"a":1,"a":2}                                     | filter                  | invalid_json
            {"a"                                              | filter                  | invalid_json
            """)
    void namesTheFault(String json, String path, String code) {
        List<Fault> faults = faults(() -> ConditionJson.parseText(json, "filter", Sample.user()));

        assertThat(faults).hasSize(1);
        assertThat(faults.getFirst().field()).isEqualTo(path);
        assertThat(faults.getFirst().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"string":"{{auth.nope}}"}                               | unknown_variable
            {"string":"hello {{auth.email}}"}                        | unknown_variable
            {"string":{"$in":["{{auth.app_metadata.}}"]}}            | unknown_variable
            {"string":{"$eq":null}}                                  | null_value
            {"$linked":{"association_type":"Member"}}                | invalid_shape
            {"$linked":{"association_type":"m","direction":"up"}}    | invalid_shape
            {"$linked":{"association_type":"m","to":5}}              | invalid_type
            """)
    void namesTheFaultOfAPolicy(String json, String code) {
        assertThat(faults(() -> ConditionJson.parseText(json, "condition_json", Sample.policy())))
                .extracting(Fault::code)
                .containsExactly(code);
    }

    @Test
    void tellsEveryFaultAtOnce() {
        List<Fault> faults = faults(() -> FilterQuery.parse(
                Map.of("filter[nope]", List.of("1"), "filter[integer][gte]", List.of("x"), "filter[", List.of("y")),
                Sample.user()));

        assertThat(faults)
                .extracting(Fault::code)
                .containsExactlyInAnyOrder("unknown_property", "invalid_type", "invalid_shape");
    }

    @Test
    void aListItemHasToBeShapedStrictly() {
        String list = """
                [{}, {"property":"status"}, {"property":"status","operator":"eq","value":"won","extra":1},
                 {"or":{}}, "status", {"property":"status","operator":"like","value":"x"}]""";

        assertThat(faults(() -> FilterList.parse(Json.parse(list), "filters", Sample.user())))
                .extracting(f -> f.field() + " " + f.code())
                .containsExactly(
                        "filters[0] invalid_shape",
                        "filters[1].value required",
                        "filters[2] invalid_shape",
                        "filters[3].or invalid_shape",
                        "filters[4] invalid_shape",
                        "filters[5] unknown_operator");
        assertThat(faults(() -> FilterList.parse(Json.parse("{}"), "filters", Sample.user())))
                .extracting(Fault::code)
                .containsExactly("invalid_shape");
    }

    @Test
    void holdsTheLimits() {
        assertThat(codes(nested(8))).isEmpty();
        assertThat(codes(nested(9))).containsExactly("too_deep");
        assertThat(codes("{\"$or\":[" + repeated("{\"integer\":1}", 100) + "]}"))
                .isEmpty();
        assertThat(codes("{\"$or\":[" + repeated("{\"integer\":1}", 101) + "]}"))
                .containsExactly("too_many");
        assertThat(codes("{\"integer\":{\"$in\":[" + repeated("1", 500) + "]}}"))
                .isEmpty();
        assertThat(codes("{\"integer\":{\"$in\":[" + repeated("1", 501) + "]}}"))
                .containsExactly("too_many");
        assertThat(codes("{\"string\":\"" + "x".repeat(9_000) + "\"}")).containsExactly("too_long");
    }

    @Test
    void aHiddenPropertyIsAnUnknownOne() {
        Vocabulary blind = Vocabulary.user(
                Sample.everything(), Sample.types(), (schema, name) -> name.equals("string") || name.equals("size"));

        List<Fault> hidden = faults(() -> ConditionJson.parseText("{\"string\":\"a\",\"company.size\":1}", "f", blind));

        assertThat(hidden).extracting(Fault::code).containsExactly("unknown_property", "unknown_property");
        assertThat(hidden.getFirst().message()).isEqualTo("'string' is no property of contacts");
    }

    private static List<String> codes(String json) {
        try {
            ConditionJson.parseText(json, "filter", Sample.user());
            return List.of();
        } catch (Problem p) {
            return p.faults().stream().map(Fault::code).toList();
        }
    }

    private static String nested(int depth) {
        return "{\"$not\":".repeat(depth - 1) + "{\"integer\":1}" + "}".repeat(depth - 1);
    }

    private static String repeated(String text, int times) {
        return String.join(",", Collections.nCopies(times, text));
    }

    private static List<Fault> faults(Runnable reading) {
        Problem problem = catchThrowableOfType(Problem.class, reading::run);
        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.code()).isEqualTo("INVALID_FILTER");
        return problem.faults();
    }
}
