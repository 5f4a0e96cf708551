package heddle.data.property;

import static heddle.data.property.PropertyFixture.choice;
import static heddle.data.property.PropertyFixture.flags;
import static heddle.data.property.PropertyFixture.format;
import static heddle.data.property.PropertyFixture.json;
import static heddle.data.property.PropertyFixture.property;
import static heddle.data.property.PropertyFixture.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ValuesTest {
    private static final String OBJ = "obj_01jd2v6h8m0123456789abcdef".replace('l', 'x');
    private static final Values VALUES = new Values();

    static Stream<Arguments> valid() {
        Property string = property(DataType.STRING);
        Property currency = property(DataType.CURRENCY);
        Property pounds = property(DataType.CURRENCY, "{\"default_currency\":\"gbp\"}");
        Property many = property(DataType.REFERENCE, "{\"multiple\":true}");
        return Stream.of(
                arguments(string, "\" abc \"", "\" abc \""),
                arguments(property(DataType.STRING, "{\"trim\":true,\"max_length\":3}"), "\"  abc \"", "\"abc\""),
                arguments(property(DataType.STRING, "{\"max_length\":1}"), "\"\uD83D\uDE00\"", "\"\uD83D\uDE00\""),
                arguments(property(DataType.STRING, "{\"pattern\":\"^[A-Z]+$\"}"), "\"ABC\"", "\"ABC\""),
                arguments(
                        format(string, "uuid"),
                        "\"9F0C2A1E-5B7D-4C3E-8A6F-1D2E3F4A5B6C\"",
                        "\"9f0c2a1e-5b7d-4c3e-8a6f-1d2e3f4a5b6c\""),
                arguments(format(string, "slug"), "\"a-1\"", "\"a-1\""),
                arguments(format(string, "color"), "\"#FFAA00\"", "\"#ffaa00\""),
                arguments(format(string, "ip"), "\"192.168.0.1\"", "\"192.168.0.1\""),
                arguments(format(string, "ip"), "\"2001:DB8::1\"", "\"2001:db8::1\""),
                arguments(format(string, "hostname"), "\"Shop.Example.com\"", "\"shop.example.com\""),
                arguments(property(DataType.TEXT), "\"a\\nb\"", "\"a\\nb\""),
                arguments(
                        property(DataType.RICH_TEXT),
                        "\"<p onclick=\\\"x()\\\">a@b.com 1+1=2 <script>alert(1)</script></p>\"",
                        "\"<p>a@b.com 1+1=2 </p>\""),
                arguments(property(DataType.RICH_TEXT), "\"<a href=\\\"javascript:x()\\\">y</a>\"", "\"y\""),
                arguments(format(property(DataType.RICH_TEXT), "markdown"), "\"# <b>\"", "\"# <b>\""),
                arguments(property(DataType.EMAIL), "\" A.b+c@B.Com \"", "\"a.b+c@b.com\""),
                arguments(property(DataType.URL), "\"https://example.com/a?b=c#d\"", "\"https://example.com/a?b=c#d\""),
                arguments(property(DataType.URL, "{\"schemes\":[\"ftp\"]}"), "\"ftp://h/x\"", "\"ftp://h/x\""),
                arguments(property(DataType.PHONE), "\"+1 (555) 123-4567\"", "\"+15551234567\""),
                arguments(
                        property(DataType.PHONE, "{\"default_country\":\"GB\"}"),
                        "\"020 7946 0958\"",
                        "\"+442079460958\""),
                arguments(
                        property(DataType.PHONE, "{\"default_country\":\"IT\"}"),
                        "\"06 6982 1234\"",
                        "\"+390669821234\""),
                arguments(
                        property(DataType.PHONE, "{\"default_country\":\"DE\"}"),
                        "\"0044 20 79460958\"",
                        "\"+442079460958\""),
                arguments(property(DataType.INTEGER), "42", "42"),
                arguments(property(DataType.INTEGER), "\"42\"", "42"),
                arguments(property(DataType.INTEGER), "42.0", "42"),
                arguments(property(DataType.INTEGER), "-9007199254740991", "-9007199254740991"),
                arguments(property(DataType.NUMBER), "1.50", "1.5"),
                arguments(property(DataType.NUMBER), "10.0", "10"),
                arguments(property(DataType.NUMBER), "0.10000000000000000555", "0.1"),
                arguments(property(DataType.DECIMAL), "12.3", "\"12.30\""),
                arguments(property(DataType.DECIMAL), "\"-12.3000\"", "\"-12.30\""),
                arguments(property(DataType.DECIMAL), "1e3", "\"1000.00\""),
                arguments(property(DataType.DECIMAL), "\"-0\"", "\"0.00\""),
                arguments(
                        property(DataType.DECIMAL, "{\"precision\":38,\"scale\":0}"),
                        "\"99999999999999999999999999999999999999\"",
                        "\"99999999999999999999999999999999999999\""),
                arguments(
                        currency,
                        "{\"amount\":12.3,\"currency\":\"gbp\"}",
                        "{\"amount\":\"12.30\",\"currency\":\"GBP\"}"),
                arguments(
                        currency, "{\"amount\":\"5\",\"currency\":\"JPY\"}", "{\"amount\":\"5\",\"currency\":\"JPY\"}"),
                arguments(
                        currency, "{\"amount\":5,\"currency\":\"KWD\"}", "{\"amount\":\"5.000\",\"currency\":\"KWD\"}"),
                arguments(pounds, "\"7\"", "{\"amount\":\"7.00\",\"currency\":\"GBP\"}"),
                arguments(pounds, "{\"amount\":7}", "{\"amount\":\"7.00\",\"currency\":\"GBP\"}"),
                arguments(property(DataType.BOOLEAN), "false", "false"),
                arguments(property(DataType.DATE), "\"2024-02-29\"", "\"2024-02-29\""),
                arguments(property(DataType.DATETIME), "\"2026-01-31T10:00:00+01:00\"", "\"2026-01-31T09:00:00.000Z\""),
                arguments(
                        property(DataType.DATETIME), "\"2026-01-31t10:00:00.123456z\"", "\"2026-01-31T10:00:00.123Z\""),
                arguments(property(DataType.DATETIME), "0", "\"1970-01-01T00:00:00.000Z\""),
                arguments(property(DataType.TIME), "\"09:30\"", "\"09:30:00\""),
                arguments(choice(DataType.ENUM, "won", "lost"), "\"won\"", "\"won\""),
                arguments(choice(DataType.MULTI_ENUM, "a", "b"), "[\"b\",\"a\"]", "[\"b\",\"a\"]"),
                arguments(property(DataType.ARRAY), "[\"x\",1.50,true]", "[\"x\",1.5,true]"),
                arguments(property(DataType.ARRAY, "{\"item_type\":\"number\"}"), "[1,2.0]", "[1,2]"),
                arguments(property(DataType.JSON), "{\"a\":[1,null]}", "{\"a\":[1,null]}"),
                arguments(
                        property(DataType.JSON, "{\"schema\":{\"type\":\"object\",\"required\":[\"a\"]}}"),
                        "{\"a\":1}",
                        "{\"a\":1}"),
                arguments(property(DataType.GEO_POINT), "{\"lng\":-0.120,\"lat\":90}", "{\"lat\":90,\"lng\":-0.12}"),
                arguments(property(DataType.REFERENCE), "\"" + OBJ + "\"", "\"" + OBJ + "\""),
                arguments(many, "\"" + OBJ + "\"", "[\"" + OBJ + "\"]"),
                arguments(many, "[\"" + OBJ + "\"]", "[\"" + OBJ + "\"]"),
                arguments(
                        property(DataType.USER),
                        "\"usr_01jd2v6h8m0123456789abcdef\"",
                        "\"usr_01jd2v6h8m0123456789abcdef\""),
                arguments(
                        property(DataType.FILE),
                        "\"file_01jd2v6h8m0123456789abcdef\"",
                        "\"file_01jd2v6h8m0123456789abcdef\""));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void storesTheNormalForm(Property p, String in, String stored) {
        List<Fault> faults = new ArrayList<>();
        JsonNode out = VALUES.normalise(p, json(in), "x", faults::add);
        assertThat(faults).isEmpty();
        assertThat(out).isEqualTo(json(stored));
        assertThat(VALUES.normalise(p, out, "x", faults::add)).isEqualTo(out);
    }

    @ParameterizedTest
    @MethodSource("valid")
    void readsItsOwnText(Property p, String in, String stored) {
        List<Fault> faults = new ArrayList<>();
        JsonNode value = json(stored);
        JsonNode back = VALUES.fromText(p, VALUES.toText(p, value));
        assertThat(VALUES.normalise(p, back, "x", faults::add)).isEqualTo(value);
        assertThat(faults).isEmpty();
    }

    static Stream<Arguments> invalid() {
        Property string = property(DataType.STRING);
        Property currency = property(DataType.CURRENCY);
        Property files = property(DataType.FILE, "{\"multiple\":true,\"max_files\":1}");
        String file = "file_01jd2v6h8m0123456789abcde";
        return Stream.of(
                arguments(string, "5", "x", "invalid_type"),
                arguments(string, "\"" + "a".repeat(1_001) + "\"", "x", "too_long"),
                arguments(property(DataType.STRING, "{\"min_length\":2}"), "\"a\"", "x", "too_short"),
                arguments(property(DataType.STRING, "{\"pattern\":\"^[A-Z]+$\"}"), "\"ab\"", "x", "invalid_format"),
                arguments(string, "\"\\ud800\"", "x", "invalid_format"),
                arguments(flags(string, true, false, false), "\"" + "\u6f22".repeat(1_000) + "\"", "x", "too_long"),
                arguments(format(string, "uuid"), "\"9f0c\"", "x", "invalid_format"),
                arguments(format(string, "slug"), "\"a--b\"", "x", "invalid_format"),
                arguments(format(string, "color"), "\"#12345\"", "x", "invalid_format"),
                arguments(format(string, "ip"), "\"1.2.3\"", "x", "invalid_format"),
                arguments(format(string, "ip"), "\"1::2::3\"", "x", "invalid_format"),
                arguments(format(string, "ip"), "\"1.2.3.4.\"", "x", "invalid_format"),
                arguments(format(string, "hostname"), "\"-a.com\"", "x", "invalid_format"),
                arguments(property(DataType.TEXT), "\"" + "a".repeat(100_001) + "\"", "x", "too_long"),
                arguments(property(DataType.RICH_TEXT), "\"" + "&".repeat(50_000) + "\"", "x", "too_long"),
                arguments(property(DataType.EMAIL), "\"a@b@c.com\"", "x", "invalid_format"),
                arguments(property(DataType.EMAIL), "\"a@b\"", "x", "invalid_format"),
                arguments(property(DataType.EMAIL), "\"a b@c.com\"", "x", "invalid_format"),
                arguments(property(DataType.EMAIL), "\"a@b.com\\r\\nBcc: x@y.z\"", "x", "invalid_format"),
                arguments(
                        property(DataType.EMAIL),
                        "\"" + "a".repeat(60) + "@" + "b.".repeat(100) + "com\"",
                        "x",
                        "too_long"),
                arguments(property(DataType.URL), "\"javascript:alert(1)\"", "x", "invalid_format"),
                arguments(property(DataType.URL), "\"https://u:p@h/\"", "x", "invalid_format"),
                arguments(property(DataType.URL), "\"/path\"", "x", "invalid_format"),
                arguments(property(DataType.URL), "\"https:///x\"", "x", "invalid_format"),
                arguments(property(DataType.PHONE), "\"555 1234\"", "x", "invalid_format"),
                arguments(property(DataType.PHONE), "\"+0123456789\"", "x", "invalid_format"),
                arguments(property(DataType.INTEGER), "1.5", "x", "invalid_type"),
                arguments(property(DataType.INTEGER), "\"abc\"", "x", "invalid_type"),
                arguments(property(DataType.INTEGER), "9007199254740992", "x", "out_of_range"),
                arguments(property(DataType.INTEGER), "1e999999999", "x", "out_of_range"),
                arguments(property(DataType.INTEGER, "{\"max\":5}"), "6", "x", "out_of_range"),
                arguments(property(DataType.NUMBER), "\"1.5\"", "x", "invalid_type"),
                arguments(property(DataType.NUMBER), "1e309", "x", "out_of_range"),
                arguments(property(DataType.NUMBER, "{\"min\":0}"), "-0.5", "x", "out_of_range"),
                arguments(property(DataType.DECIMAL), "12.345", "x", "invalid_format"),
                arguments(property(DataType.DECIMAL), "1e18", "x", "out_of_range"),
                arguments(property(DataType.DECIMAL), "1e999999999", "x", "out_of_range"),
                arguments(property(DataType.DECIMAL), "1e-999999999", "x", "invalid_format"),
                arguments(property(DataType.DECIMAL), "\"1,5\"", "x", "invalid_type"),
                arguments(currency, "12", "x", "invalid_type"),
                arguments(currency, "{\"amount\":\"1.001\",\"currency\":\"GBP\"}", "x.amount", "invalid_format"),
                arguments(currency, "{\"amount\":\"1.5\",\"currency\":\"JPY\"}", "x.amount", "invalid_format"),
                arguments(currency, "{\"amount\":\"1\",\"currency\":\"ZZZ\"}", "x.currency", "not_in_enum"),
                arguments(currency, "{\"amount\":\"1\"}", "x.currency", "required"),
                arguments(currency, "{\"amount\":\"1\",\"currency\":\"GBP\",\"z\":1}", "x", "invalid_type"),
                arguments(property(DataType.BOOLEAN), "\"true\"", "x", "invalid_type"),
                arguments(property(DataType.BOOLEAN), "1", "x", "invalid_type"),
                arguments(property(DataType.DATE), "\"2026-02-29\"", "x", "invalid_format"),
                arguments(property(DataType.DATE), "\"0000-01-01\"", "x", "invalid_format"),
                arguments(property(DataType.DATE), "20260131", "x", "invalid_type"),
                arguments(property(DataType.DATETIME), "\"2026-01-31T10:00:00\"", "x", "invalid_format"),
                arguments(property(DataType.DATETIME), "\"2026-13-31T10:00:00Z\"", "x", "invalid_format"),
                arguments(property(DataType.DATETIME), "\"0001-01-01T00:00:00+14:00\"", "x", "out_of_range"),
                arguments(property(DataType.DATETIME), "1.5", "x", "invalid_type"),
                arguments(property(DataType.TIME), "\"24:00\"", "x", "invalid_format"),
                arguments(property(DataType.TIME), "\"09:30:00.5\"", "x", "invalid_format"),
                arguments(choice(DataType.ENUM, "won"), "\"Won\"", "x", "not_in_enum"),
                arguments(choice(DataType.ENUM, "won"), "[\"won\"]", "x", "invalid_type"),
                arguments(choice(DataType.MULTI_ENUM, "a"), "[\"a\",\"c\"]", "x[1]", "not_in_enum"),
                arguments(choice(DataType.MULTI_ENUM, "a"), "[\"a\",\"a\"]", "x[1]", "duplicate_value"),
                arguments(choice(DataType.MULTI_ENUM, "a"), "\"a\"", "x", "invalid_type"),
                arguments(property(DataType.ARRAY), "[[1]]", "x[0]", "invalid_type"),
                arguments(property(DataType.ARRAY), "[null]", "x[0]", "invalid_type"),
                arguments(property(DataType.ARRAY), "[1e999]", "x[0]", "out_of_range"),
                arguments(property(DataType.ARRAY, "{\"item_type\":\"string\"}"), "[1]", "x[0]", "invalid_type"),
                arguments(property(DataType.ARRAY), "[" + "1,".repeat(1_000) + "1]", "x", "too_many_items"),
                arguments(property(DataType.JSON), "[".repeat(21) + "]".repeat(21), "x", "invalid_format"),
                arguments(property(DataType.JSON), "{\"a\":1e100000}", "x", "invalid_format"),
                arguments(property(DataType.JSON), "\"" + "a".repeat(65_536) + "\"", "x", "too_long"),
                arguments(property(DataType.JSON), "[" + "1e300,".repeat(300) + "1]", "x", "too_long"),
                arguments(property(DataType.JSON, "{\"schema\":{\"type\":\"object\"}}"), "5", "x", "invalid_format"),
                arguments(property(DataType.GEO_POINT), "{\"lat\":91,\"lng\":0}", "x.lat", "out_of_range"),
                arguments(property(DataType.GEO_POINT), "{\"lat\":\"1\",\"lng\":0}", "x.lat", "invalid_type"),
                arguments(property(DataType.GEO_POINT), "[1,2]", "x", "invalid_type"),
                arguments(
                        property(DataType.REFERENCE), "\"usr_01jd2v6h8m0123456789abcdef\"", "x", "reference_not_found"),
                arguments(property(DataType.REFERENCE), "[\"" + OBJ + "\"]", "x", "invalid_type"),
                arguments(property(DataType.USER), "5", "x", "invalid_type"),
                arguments(files, "[\"" + file + "f\",\"" + file + "g\"]", "x", "too_many_items"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void namesTheFault(Property p, String in, String field, String code) {
        List<Fault> faults = new ArrayList<>();
        assertThat(VALUES.normalise(p, json(in), "x", faults::add)).isEqualTo(JsonNodeFactory.instance.nullNode());
        assertThat(faults).singleElement().satisfies(f -> {
            assertThat(f.field()).isEqualTo(field);
            assertThat(f.code()).isEqualTo(code);
            assertThat(f.message()).isNotBlank();
        });
    }

    @ParameterizedTest
    @EnumSource(DataType.class)
    void keepsNullUnlessRequired(DataType type) {
        List<Fault> faults = new ArrayList<>();
        Property p = property(type);
        assertThat(VALUES.normalise(p, json("null"), "x", faults::add).isNull()).isTrue();
        assertThat(faults).isEmpty();
        VALUES.normalise(required(p), json("null"), "x", faults::add);
        assertThat(faults).extracting(Fault::code).containsExactly("required");
        assertThat(VALUES.toText(p, json("null"))).isEmpty();
        assertThat(VALUES.fromText(p, "").isNull()).isTrue();
    }

    @Test
    void reportsEveryFaultOfAList() {
        List<Fault> faults = new ArrayList<>();
        VALUES.normalise(choice(DataType.MULTI_ENUM, "a"), json("[\"b\",\"a\",\"c\",5]"), "p.x", faults::add);
        assertThat(faults).extracting(Fault::field).containsExactly("p.x[0]", "p.x[2]", "p.x[3]");
    }

    static Stream<Arguments> cells() {
        return Stream.of(
                arguments(property(DataType.BOOLEAN), "YES", "true"),
                arguments(property(DataType.BOOLEAN), "0", "false"),
                arguments(property(DataType.NUMBER), " 1.50 ", "1.5"),
                arguments(property(DataType.CURRENCY), "12.30 GBP", "{\"amount\":\"12.30\",\"currency\":\"GBP\"}"),
                arguments(
                        property(DataType.CURRENCY),
                        "{\"amount\":1,\"currency\":\"EUR\"}",
                        "{\"amount\":\"1.00\",\"currency\":\"EUR\"}"),
                arguments(property(DataType.ARRAY), "a; b;;c", "[\"a\",\"b\",\"c\"]"),
                arguments(property(DataType.ARRAY, "{\"item_type\":\"number\"}"), "1;2.5", "[1,2.5]"),
                arguments(property(DataType.GEO_POINT), "51.5, -0.12", "{\"lat\":51.5,\"lng\":-0.12}"),
                arguments(property(DataType.JSON), "{\"a\":1}", "{\"a\":1}"));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void readsCells(Property p, String cell, String stored) {
        List<Fault> faults = new ArrayList<>();
        assertThat(VALUES.normalise(p, VALUES.fromText(p, cell), "x", faults::add))
                .isEqualTo(json(stored));
        assertThat(faults).isEmpty();
    }

    @Test
    void refusesUnreadableCells() {
        for (DataType type : List.of(DataType.JSON, DataType.GEO_POINT, DataType.CURRENCY, DataType.BOOLEAN)) {
            List<Fault> faults = new ArrayList<>();
            VALUES.normalise(property(type), VALUES.fromText(property(type), "{oops"), "x", faults::add);
            assertThat(faults).as(type.word()).hasSize(1);
        }
    }

    @Test
    void refusesKeysThatCannotBeStored() {
        List<Fault> faults = new ArrayList<>();
        VALUES.normalise(property(DataType.JSON), Json.object().put("\ud800", 1), "x", faults::add);
        assertThat(faults).extracting(Fault::code).containsExactly("invalid_format");
    }

    @Test
    void keepsSemicolonsInsideItems() {
        Property p = property(DataType.ARRAY);
        JsonNode list = json("[\"a;b\",\" c\",\"[\",5]");
        assertThat(VALUES.fromText(p, VALUES.toText(p, list))).isEqualTo(list);
    }

    @Test
    void namesTheIdsOfLinks() {
        assertThat(Values.ids(property(DataType.FILE), json("[\"a\",\"b\"]"))).containsExactly("a", "b");
        assertThat(Values.ids(property(DataType.USER), json("\"a\""))).containsExactly("a");
        assertThat(Values.ids(property(DataType.STRING), json("\"a\""))).isEmpty();
        assertThat(Values.ids(property(DataType.FILE), json("null"))).isEmpty();
    }

    @Test
    void matchesPatternsInLinearTime() {
        Property p = property(DataType.STRING, "{\"pattern\":\"^(a+)+$\"}");
        List<Fault> faults = new ArrayList<>();
        VALUES.normalise(p, Json.parse("\"" + "a".repeat(999) + "!\""), "x", faults::add);
        assertThat(faults).extracting(Fault::code).containsExactly("invalid_format");
    }
}
