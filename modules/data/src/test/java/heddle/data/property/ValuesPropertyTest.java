package heddle.data.property;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ValuesPropertyTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Values VALUES = new Values();

    @Property(tries = 5_000)
    void normalisingTwiceChangesNothing(
            @ForAll("properties") heddle.data.property.Property p, @ForAll("values") JsonNode in) {
        List<Fault> faults = new ArrayList<>();
        JsonNode once = VALUES.normalise(p, in, "x", faults::add);
        if (faults.isEmpty()) {
            assertThat(VALUES.normalise(p, once, "x", faults::add)).isEqualTo(once);
            assertThat(Json.parse(Json.text(once))).isEqualTo(once);
            assertThat(faults).isEmpty();
        } else {
            assertThat(once.isNull()).isTrue();
        }
    }

    @Property(tries = 5_000)
    void textIsReadBack(@ForAll("properties") heddle.data.property.Property p, @ForAll("values") JsonNode in) {
        List<Fault> faults = new ArrayList<>();
        JsonNode stored = VALUES.normalise(p, in, "x", faults::add);
        String text = VALUES.toText(p, stored);
        boolean lost = stored.isNull() || text.isEmpty() || (p.dataType() == DataType.RICH_TEXT && text.isBlank());
        if (faults.isEmpty() && !lost && !(stored.isArray() && stored.isEmpty())) {
            assertThat(VALUES.normalise(p, VALUES.fromText(p, text), "x", faults::add))
                    .isEqualTo(stored);
        }
    }

    @Property(tries = 2_000)
    void cleaningTwiceChangesNothing(@ForAll("html") String html) {
        String once = Objects.requireNonNull(RichTextValue.clean(html));
        assertThat(RichTextValue.clean(once)).isEqualTo(once);
        assertThat(once.toLowerCase(Locale.ROOT)).doesNotContain("<script", "<iframe", "<style", "<svg", "onerror=y>");
    }

    @Provide
    Arbitrary<heddle.data.property.Property> properties() {
        return Arbitraries.of(DataType.values())
                .flatMap(type -> Arbitraries.of(
                                "{}", "{\"multiple\":true}", "{\"trim\":true}", "{\"item_type\":\"number\"}")
                        .map(options -> PropertyFixture.property(type, "x", options, List.of("a", "b;c", " d"))));
    }

    @Provide
    Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> words = Arbitraries.of(
                        "a",
                        "b;c",
                        " d",
                        "A@B.com",
                        "\u0130@x.com",
                        "+1 555 123-4567",
                        "2026-01-31",
                        "09:30",
                        "2026-01-31T10:00:00+01:00",
                        "9999-12-31T23:59:59.999-23:00",
                        "https://example.com",
                        "obj_01jd2v6h8m0123456789abcdef",
                        "usr_01jd2v6h8m0123456789abcdef",
                        "file_01jd2v6h8m0123456789abcdef",
                        "12.3",
                        "-0",
                        "[",
                        "{",
                        "<b>x<i>y</b>")
                .map(NODES::stringNode);
        Arbitrary<JsonNode> texts = Arbitraries.strings().ofMaxLength(12).map(NODES::stringNode);
        Arbitrary<JsonNode> whole = Arbitraries.longs().map(Numbers::whole);
        Arbitrary<JsonNode> real =
                Arbitraries.doubles().map(d -> Json.parse(BigDecimal.valueOf(d).toString()));
        Arbitrary<JsonNode> flags = Arbitraries.of(true, false).map(NODES::booleanNode);
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(words, words, texts, whole, real, flags);
        Arbitrary<JsonNode> lists =
                scalars.list().ofMaxSize(4).map(items -> NODES.arrayNode().addAll(items));
        Arbitrary<JsonNode> money = Arbitraries.bigDecimals()
                .between(BigDecimal.valueOf(-1000), BigDecimal.valueOf(1000))
                .ofScale(2)
                .map(a -> Json.object().put("amount", a).put("currency", "eur"));
        Arbitrary<JsonNode> points = Arbitraries.doubles()
                .between(-100, 100)
                .map(d -> Json.object().put("lat", BigDecimal.valueOf(d)).put("lng", 5));
        return Arbitraries.oneOf(scalars, lists, money, points);
    }

    @Provide
    Arbitrary<String> html() {
        return Arbitraries.of(
                        "<p>",
                        "</p>",
                        "<b>",
                        "</b>",
                        "<a href=\"https://x.y/?a=b&c=d\">",
                        "</a>",
                        "<script>",
                        "</script>",
                        "<img src=x onerror=y>",
                        "{{",
                        "{",
                        "&",
                        "&amp;",
                        "&#64;",
                        "&amp;#64;",
                        "'",
                        "\"",
                        "<",
                        ">",
                        "<!--",
                        "-->",
                        "x",
                        " ",
                        "`",
                        "=",
                        "+",
                        "@",
                        "<table>",
                        "<td>",
                        "<li>",
                        "<ul>",
                        "</ul>",
                        "<svg>",
                        "<style>",
                        "<iframe>",
                        "\u0000",
                        "\uD83D\uDE00",
                        "<span title='a'>",
                        "</span>",
                        "<h1>",
                        "<br>",
                        "<math>",
                        "]]>")
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }
}
