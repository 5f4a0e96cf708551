package heddle.data.filter;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/** The database and Java must judge every row alike, to the third truth value. */
class SqlEqualsEvalTest {
    private static final int WORLDS = 16;

    @Property(tries = 3000)
    void policiesMeanTheSameInSqlAndInJava(
            @ForAll @IntRange(max = WORLDS - 1) int number, @ForAll("seeds") Random random) {
        agree(number, random, Mode.POLICY);
    }

    @Property(tries = 2000)
    void filtersMeanTheSameInSqlAndInJava(
            @ForAll @IntRange(max = WORLDS - 1) int number, @ForAll("seeds") Random random) {
        agree(number, random, Mode.USER);
    }

    @Provide
    Arbitrary<Random> seeds() {
        return Arbitraries.longs().map(Random::new);
    }

    private static void agree(int number, Random random, Mode mode) {
        World world = Database.shared().world(number);
        Draw draw = new Draw(random);
        Vocabulary words = mode == Mode.POLICY
                ? Vocabulary.policy(world.schema, world.types())
                : Vocabulary.user(world.schema, world.types());
        ObjectNode json = draw.condition(words, 3);
        Bound bound = Binder.bind(ConditionJson.parse(json, "c", words), bindings(mode, draw));
        Map<String, Truth> judged = new LinkedHashMap<>();
        world.rows.forEach(row -> judged.put(row.id(), ConditionEval.of(bound, row, world)));

        assertThat(inSql(world, bound)).as("%s", json).isEqualTo(judged);
    }

    private static Map<String, Truth> inSql(World world, Bound bound) {
        SqlPredicate predicate = ConditionSql.of(bound, ReferenceGuard.OPEN, "f", "o");
        Map<String, Object> values = new HashMap<>(predicate.params());
        values.put("tenant", world.schema.type().tenantId());
        Map<String, Truth> out = new LinkedHashMap<>();
        Database database = Database.shared();
        for (List<String> row :
                database.query("select o.id, " + predicate.sql() + " from " + world.schema.table() + " o", values)) {
            out.put(
                    row.get(0),
                    switch (row.get(1)) {
                        case "t" -> Truth.TRUE;
                        case "f" -> Truth.FALSE;
                        default -> Truth.UNKNOWN;
                    });
        }
        return out;
    }

    private static Bindings bindings(Mode mode, Draw draw) {
        String user = draw.chance(20) ? null : draw.of(List.of("usr_1", "usr_2"));
        JsonNode roles = Json.trusted(draw.of(List.of("[]", "[\"a\",\"open\"]", "[\"usr_1\",\"b\"]")));
        JsonNode level = draw.scalar();
        JsonNode account = draw.chance(70) ? draw.text("obj_t1") : MissingNode.getInstance();
        Map<String, JsonNode> known = new HashMap<>();
        known.put("auth.user_id", user == null ? MissingNode.getInstance() : draw.text(user));
        known.put("auth.roles", roles);
        known.put("auth.app_metadata.teams", draw.anything(1));
        known.put("auth.app_metadata.level", level);
        known.put("auth.app_metadata.account", account);
        known.put("now", draw.text("2026-03-15T10:20:30.456Z"));
        known.put("today", draw.text("2026-03-15"));
        return new Bindings(mode, Sample.NOW, user, name -> known.getOrDefault(name, MissingNode.getInstance()));
    }
}
