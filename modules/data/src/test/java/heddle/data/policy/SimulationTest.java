package heddle.data.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.data.filter.Condition;
import heddle.data.filter.Links;
import heddle.data.filter.Row;
import heddle.data.filter.Sample;
import heddle.data.filter.Vocabulary;
import heddle.data.property.Values;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulationTest {
    private static final Links NOTHING = new Links() {
        @Override
        public boolean linked(String id, String type, Condition.Direction direction, @Nullable String other) {
            return false;
        }

        @Override
        public @Nullable Row referenced(Schema target, String id) {
            return null;
        }
    };

    private static Simulation.Report guessed(String condition, @Nullable String role, String auth, String samples) {
        JsonNode json = Json.parse(condition);
        Samples rows = Samples.of(Json.parse(samples), Sample.NOW);
        Schema schema = rows.guess(json, Sample.TENANT);
        return Simulation.of(
                        new Simulation.Subject(role, Policy.Kind.PERMISSIVE, json),
                        Vocabulary.policy(schema, id -> null),
                        AuthContext.of(Json.parse(auth), Sample.TENANT),
                        Sample.NOW)
                .run(rows.rows(schema, new Values()), NOTHING);
    }

    @Test
    void saysWhyEachSampleIsLetThroughOrNot() {
        Simulation.Report report =
                guessed("""
                {"$or":[{"owner":"{{auth.user_id}}"},
                        {"$and":[{"team":{"$in":"{{auth.app_metadata.teams}}"}},{"status":{"$ne":"draft"}}]}]}""", null, "{\"user_id\":\"usr_1\",\"app_metadata\":{\"teams\":[\"red\"]}}", """
                [{"id":"obj_a","properties":{"owner":"usr_1"}},
                 {"owner":"usr_2","team":"red","status":"draft"},
                 {"owner":"usr_2","team":"red"}]""");

        assertThat(report.summary()).isEqualTo(new Simulation.Summary(3, 1, 2));
        Simulation.Result second = report.results().get(1);
        assertThat(second.id()).isNull();
        assertThat(second.reason()).isEqualTo("The condition does not hold");
        assertThat(second.trace())
                .extracting(
                        s -> s.path() + " " + s.operator() + " " + s.expected() + " " + s.actual() + " " + s.result())
                .containsExactly(
                        "policy.condition_json.$or[0].owner $eq \"usr_1\" \"usr_2\" false",
                        "policy.condition_json.$or[1].$and[0].team.$in [\"red\"] \"red\" true"
                                .replace(".$in [", ".$in $in ["),
                        "policy.condition_json.$or[1].$and[1].status.$ne $ne \"draft\" \"draft\" false");
        assertThat(report.results().get(2).reason()).contains("missing value");
        assertThat(report.resolvedVariables()).containsKeys("auth.user_id", "auth.app_metadata.teams");
        assertThat(report.sqlPreview()).startsWith("(").contains(":p0");
    }

    @Test
    void aCallerWithoutTheRoleIsDenied() {
        Simulation.Report report = guessed("{}", "admin", "{\"role\":\"member\"}", "[{}]");

        assertThat(report.results().getFirst().allowed()).isFalse();
        assertThat(report.results().getFirst().roleMatched()).isFalse();
        assertThat(guessed("{}", "admin", "{\"roles\":[\"admin\"]}", "[{}]")
                        .results()
                        .getFirst()
                        .allowed())
                .isTrue();
    }

    @Test
    void guessesTypesFromSamplesAndFromTheCondition() {
        String auth = "{}";
        assertThat(guessed("{\"age\":{\"$gte\":18}}", null, auth, "[{\"age\":20},{\"name\":\"x\"}]")
                        .summary()
                        .allowed())
                .isEqualTo(1);
        assertThat(guessed("{\"age\":{\"$gte\":18}}", null, auth, "[{}]")
                        .summary()
                        .allowed())
                .isZero();
        assertThat(guessed("{\"meta.level\":{\"$gt\":2}}", null, auth, "[{\"meta\":{\"level\":3}}]")
                        .summary()
                        .allowed())
                .isEqualTo(1);
        assertThat(guessed("{\"tags\":{\"$contains\":\"a\"}}", null, auth, "[{\"tags\":[\"a\"]}]")
                        .summary()
                        .allowed())
                .isEqualTo(1);
        assertThat(guessed("{\"open\":true,\"gone\":{\"$null\":true}}", null, auth, "[{\"open\":true}]")
                        .summary()
                        .allowed())
                .isEqualTo(1);
        assertThat(guessed("{\"created_by\":\"u\"}", null, auth, "[{\"created_by\":\"u\"}]")
                        .summary()
                        .allowed())
                .isEqualTo(1);
    }

    @Test
    void warnsOfWritableMetadataAndOfMissingIndexes() {
        JsonNode json = Json.parse("{\"string\":\"{{auth.user_metadata.team}}\"}");
        Simulation.Report report = Simulation.of(
                        new Simulation.Subject(null, Policy.Kind.PERMISSIVE, json),
                        Sample.policy(),
                        AuthContext.of(Json.parse("{}"), Sample.TENANT),
                        Sample.NOW)
                .run(
                        Samples.of(Json.parse("[{\"string\":\"x\"}]"), Sample.NOW)
                                .rows(Sample.everything(), new Values()),
                        NOTHING);

        assertThat(report.warnings()).extracting(Fault::code).containsExactly("user_writable", "not_indexed");
        assertThat(report.resolvedVariables().get("auth.user_metadata.team")).isEqualTo(Json.parse("null"));
        assertThat(report.results().getFirst().trace().getFirst().result()).isNull();
    }

    @Test
    void refusesTooManySamplesAndMalformedConditions() {
        String many = "[" + "{},".repeat(100) + "{}]";
        assertThatThrownBy(() -> Samples.of(Json.parse(many), Sample.NOW)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> Samples.of(Json.parse("[1]"), Sample.NOW)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> guessed("{\"$or\":{}}", null, "{}", "[{}]"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("INVALID_FILTER"));
    }
}
