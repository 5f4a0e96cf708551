package heddle.data.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.data.filter.Database;
import heddle.data.filter.Row;
import heddle.data.filter.Sample;
import heddle.data.filter.Vocabulary;
import heddle.data.property.DataType;
import heddle.data.property.PropertySql;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;
import tools.jackson.databind.node.ObjectNode;

class KeysetTest {
    private static final Schema SCHEMA = Schema.of(
            Sample.type("ot_01jd2v6h8m0000000000000009", "things"),
            List.of(
                    Sample.property("name", DataType.STRING),
                    Sample.property("rank", DataType.INTEGER),
                    Sample.property("done", DataType.BOOLEAN),
                    Sample.property("stage", DataType.ENUM, Json.object(), "new", "hot", "cold"),
                    Sample.property("note", DataType.TEXT)));
    private static final Vocabulary WORDS = Vocabulary.user(SCHEMA, id -> null);

    @Property(tries = 150)
    void pagesTogetherAreTheWholeListInOrder(
            @ForAll @From("sorts") String sort, @ForAll @IntRange(min = 1, max = 9) int limit) {
        Things things = Store.getOrCreate("things", Lifespan.RUN, Things::new).get();
        Sort parsed = Sort.parse(sort, null, WORDS, false);

        List<String> seen = things.walk(Keyset.of(parsed, "all"), limit);

        assertThat(seen).isEqualTo(things.sorted(parsed));
    }

    @Provide
    Arbitrary<String> sorts() {
        return Arbitraries.of(
                        "name",
                        "-name",
                        "rank",
                        "-rank",
                        "done",
                        "-done",
                        "stage",
                        "-stage",
                        "created_at",
                        "-created_at",
                        "-version",
                        "created_by",
                        "-created_by",
                        "id",
                        "-id")
                .list()
                .ofMinSize(1)
                .ofMaxSize(3)
                .map(keys -> String.join(",", keys));
    }

    @Example
    void aStretchWithAValueReadsTheIndexBackwards() {
        Things things = Store.getOrCreate("things", Lifespan.RUN, Things::new).get();
        List<Stretch> stretches =
                Keyset.of(Sort.parse("-rank", null, WORDS, false), "all").after(null, "k", "o");

        String plan = things.plan(stretches.getFirst());

        assertThat(stretches).hasSize(2);
        assertThat(plan).contains("Index Scan Backward using things_rank").doesNotContain("Sort Key");
    }

    @Example
    void orderHoldsForTheKeysWithoutASign() {
        assertThat(Sort.parse("name,-rank", "desc", WORDS, false).text()).isEqualTo("-name,-rank");
        assertThat(Sort.parse("name,-rank", "asc", WORDS, false).text()).isEqualTo("name,-rank");
        assertThat(Sort.parse("name", null, WORDS, false).text()).isEqualTo("name");
        assertThat(Sort.parse(null, null, WORDS, false).text()).isEqualTo("-created_at");
        assertThat(Sort.parse(null, "asc", WORDS, false).text()).isEqualTo("created_at");
    }

    @Example
    void readsTheSortOfAView() {
        assertThat(Sort.parse(Json.parse("{\"property\":\"rank\",\"order\":\"desc\"}"), WORDS, false)
                        .text())
                .isEqualTo("-rank");
        assertThat(Sort.parse(
                                Json.parse("[{\"property\":\"rank\"},{\"property\":\"name\",\"order\":\"asc\"}]"),
                                WORDS,
                                false)
                        .text())
                .isEqualTo("rank,name");
        assertThat(Sort.parse(Json.parse("{}"), WORDS, false)).isEqualTo(Sort.NEWEST);
    }

    @Example
    void namesEveryFaultOfASort() {
        assertThatThrownBy(() -> Sort.parse("nope,note,name,rank", "up", WORDS, false))
                .isInstanceOfSatisfying(
                        Problem.class,
                        p -> assertThat(p.faults())
                                .extracting(Fault::code)
                                .containsExactly("invalid_format", "too_many", "unknown_property", "not_sortable"));
        assertThatThrownBy(() -> Sort.parse("name", null, WORDS, true))
                .isInstanceOfSatisfying(
                        Problem.class,
                        p -> assertThat(p.faults()).extracting(Fault::code).containsExactly("not_sortable"));
    }

    @Example
    void refusesCursorsThatAreNotOfThisList() {
        Keyset list = Keyset.of(Sort.parse("rank", null, WORDS, false), "all");
        String sound = list.cursor(Things.row(1, "{\"rank\":4}"));
        assertThat(list.after(sound, "k", "o")).hasSize(2);

        Keyset otherSort = Keyset.of(Sort.parse("-rank", null, WORDS, false), "all");
        Keyset otherFilter = Keyset.of(Sort.parse("rank", null, WORDS, false), "some");
        for (Keyset other : List.of(otherSort, otherFilter)) {
            assertInvalid(other, sound);
        }
        String json = new String(Base64.getUrlDecoder().decode(sound), StandardCharsets.UTF_8);
        for (String bent : List.of(
                json.replace("[4]", "[\"4\"]"),
                json.replace("[4]", "[4,5]"),
                json.replace("[4]", "[1e999999999]"),
                json.replace("obj_", "usr_"),
                json.replace("asc", "desc"),
                json.substring(1),
                "[]",
                "{}")) {
            assertThat(bent).isNotEqualTo(json);
            assertInvalid(
                    list,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bent.getBytes(StandardCharsets.UTF_8)));
        }
        assertInvalid(list, "not base64!");
        assertInvalid(list, "");
    }

    private static void assertInvalid(Keyset list, String cursor) {
        assertThatThrownBy(() -> list.after(cursor, "k", "o"))
                .isInstanceOfSatisfying(Problem.class, p -> assertThat(p.code()).isEqualTo("INVALID_CURSOR"));
    }

    /** Sixty stored rows with few distinct values, so that ties and gaps are everywhere. */
    private static final class Things {
        private final Database database = Database.shared();
        private final Map<String, Row> rows = new LinkedHashMap<>();

        Things() {
            Random random = new Random(7);
            for (int i = 0; i < 60; i++) {
                ObjectNode props = Json.object();
                if (random.nextInt(3) > 0) {
                    props.put("name", List.of("a", "B", "é", "😀", "\uE000").get(random.nextInt(5)));
                }
                if (random.nextInt(3) > 0) {
                    props.put("rank", random.nextInt(4));
                }
                if (random.nextInt(3) > 0) {
                    props.put("done", random.nextBoolean());
                }
                if (random.nextInt(3) > 0) {
                    props.put("stage", List.of("new", "hot", "cold", "gone").get(random.nextInt(4)));
                }
                Row row = row(i, Json.text(props));
                rows.put(row.id(), row);
            }
            database.run("create schema " + Schema.tenantSchema(Sample.TENANT));
            database.store(SCHEMA, List.copyOf(rows.values()));
            database.run("create index things_rank on " + SCHEMA.table() + " ("
                    + PropertySql.expression(Sample.property("rank", DataType.INTEGER), "props") + ", id)");
        }

        static Row row(int i, String props) {
            return new Row(
                    "obj_%026d".formatted((i * 37) % 60),
                    (ObjectNode) Json.parse(props),
                    i % 3 == 0 ? null : "usr_" + i % 2,
                    Sample.NOW.plusNanos(1000L * (i % 5)),
                    Sample.NOW,
                    i % 4,
                    false);
        }

        List<String> walk(Keyset list, int limit) {
            List<String> seen = new ArrayList<>();
            String cursor = null;
            do {
                List<String> page = new ArrayList<>();
                for (Stretch stretch : list.after(cursor, "k", "o")) {
                    page.addAll(read(stretch, limit + 1 - page.size()));
                }
                boolean more = page.size() > limit;
                List<String> shown = more ? page.subList(0, limit) : page;
                seen.addAll(shown);
                cursor = more ? list.cursor(Objects.requireNonNull(rows.get(shown.getLast()))) : null;
            } while (cursor != null);
            assertThat(new HashSet<>(seen)).hasSameSizeAs(seen);
            return seen;
        }

        private List<String> read(Stretch stretch, int limit) {
            if (limit <= 0) {
                return List.of();
            }
            return database
                    .query(
                            "select o.id from " + SCHEMA.table() + " o where "
                                    + stretch.where().sql() + " order by " + stretch.orderBy() + " limit " + limit,
                            stretch.where().params())
                    .stream()
                    .map(List::getFirst)
                    .toList();
        }

        /** The whole list as the database sorts it at once, slowly. */
        List<String> sorted(Sort sort) {
            String order = sort.keys().stream()
                    .map(key -> Keyset.of(new Sort(List.of(key)), "")
                            .after(null, "k", "o")
                            .getFirst()
                            .orderBy())
                    .map(text -> text.substring(0, text.indexOf(", o.id ")) + " nulls last")
                    .reduce((a, b) -> a + ", " + b)
                    .orElseThrow();
            String id = sort.keys().getFirst().descending() ? ", o.id desc" : ", o.id";
            return database.query("select o.id from " + SCHEMA.table() + " o order by " + order + id, Map.of()).stream()
                    .map(List::getFirst)
                    .toList();
        }

        String plan(Stretch stretch) {
            database.run("set enable_seqscan = off");
            String plan = database.query(
                            "explain select o.id from " + SCHEMA.table() + " o where "
                                    + stretch.where().sql() + " order by " + stretch.orderBy() + " limit 5",
                            stretch.where().params())
                    .toString();
            database.run("reset enable_seqscan");
            return plan;
        }
    }
}
