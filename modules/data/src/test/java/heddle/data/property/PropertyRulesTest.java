package heddle.data.property;

import static heddle.data.property.PropertyFixture.flags;
import static heddle.data.property.PropertyFixture.json;
import static heddle.data.property.PropertyFixture.property;
import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertyRulesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String OBJECT_TYPE = "ot_01jd2v6h8m0123456789abcdef";

    private final PropertyRules rules = new PropertyRules(new Values());
    private final List<Fault> faults = new ArrayList<>();

    @Test
    void definesAProperty() {
        Property p = defined("""
                {"name":"dealStage","data_type":"select","enum_values":["lead","won"],"default_value":"lead",
                 "is_sortable":true,"is_required":true,"description":"Where it stands","options":{"order":["won","lead"]}}""");
        assertThat(p.displayName()).isEqualTo("Deal Stage");
        assertThat(p.dataType()).isEqualTo(DataType.ENUM);
        assertThat(p.enumValues()).containsExactly("lead", "won");
        assertThat(p.defaultValue()).isEqualTo(json("\"lead\""));
        assertThat(p.sortable()).isTrue();
        assertThat(p.required()).isTrue();
        assertThat(p.unique()).isFalse();
        assertThat(p.indexStatus()).isEqualTo("building");
        assertThat(p.createdAt()).isEqualTo(NOW);
    }

    @Test
    void letsSentOptionsWinOverThoseOfAnAlias() {
        Property p = defined("""
                {"name":"stars","data_type":"rating","options":{"max":10}}""");
        assertThat(p.options()).isEqualTo(json("{\"min\":0,\"max\":10}"));
        assertThat(p.format()).isEqualTo("rating");
        assertThat(p.indexStatus()).isEqualTo("none");
    }

    @Test
    void storesTheDefaultInNormalForm() {
        assertThat(defined("""
                {"name":"price","data_type":"decimal","default_value":5}""").defaultValue()).isEqualTo(json("\"5.00\""));
    }

    @Test
    void reportsEveryFaultAtOnce() {
        define("""
                {"name":"Bad Name","data_type":"string","is_sortable":true,"enum_values":["a","a"],"format":"iban",
                 "options":{"max_length":0.5,"colour":1,"pattern":"("},"default_value":5}""");
        assertThat(faults)
                .extracting(f -> f.field() + " " + f.code())
                .containsExactlyInAnyOrder(
                        "name invalid_format",
                        "enum_values[1] duplicate_value",
                        "enum_values not_supported",
                        "format not_in_enum",
                        "options.max_length invalid_option",
                        "options.colour unknown_option",
                        "options.pattern invalid_option");
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "tenant_id", "created_at", "version", "is_deleted", "properties"})
    void refusesReservedNames(String name) {
        define("{\"name\":\"%s\",\"data_type\":\"string\"}".formatted(name));
        assertThat(faults).extracting(Fault::code).containsExactly("reserved_name");
    }

    @Test
    void demandsNameAndType() {
        define("{}");
        assertThat(faults)
                .extracting(f -> f.field() + " " + f.code())
                .containsExactlyInAnyOrder("name required", "data_type required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text|is_sortable", "rich_text|is_unique", "json|is_sortable", "file|is_sortable",
                        "geo_point|is_sortable",
                "currency|is_unique", "boolean|is_unique", "time|is_unique", "user|is_unique", "array|is_unique"
            })
    void refusesFlagsTheTypeCannotHave(String type, String flag) {
        define("{\"name\":\"x\",\"data_type\":\"%s\",\"%s\":true}".formatted(type, flag));
        assertThat(faults).extracting(f -> f.field() + " " + f.code()).containsExactly(flag + " not_supported");
    }

    @Test
    void refusesUniqueAndSortableLists() {
        define("""
                {"name":"x","data_type":"reference","is_unique":true,"is_sortable":true,"options":{"multiple":true}}""");
        assertThat(faults).extracting(Fault::field).containsExactlyInAnyOrder("is_unique", "is_sortable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "datetime|$now|true",
                "date|$today|true",
                "string|$uuid|true",
                "user|$user_id|true",
                "integer|$increment|true",
                "date|$uuid|false",
                "integer|$now|false",
                "email|$user_id|false"
            })
    void takesTokensThatSuitTheType(String type, String token, boolean good) {
        define("{\"name\":\"x\",\"data_type\":\"%s\",\"default_value\":\"%s\"}".formatted(type, token));
        assertThat(faults.isEmpty()).isEqualTo(good);
    }

    @Test
    void refusesOneDefaultForAllOfAUniqueProperty() {
        define("{\"name\":\"x\",\"data_type\":\"string\",\"is_unique\":true,\"default_value\":\"a\"}");
        assertThat(faults).extracting(Fault::code).containsExactly("not_supported");
        faults.clear();
        define("{\"name\":\"x\",\"data_type\":\"string\",\"is_unique\":true,\"default_value\":\"$uuid\"}");
        assertThat(faults).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "enum|{}|enum_values",
                "decimal|{\"precision\":2,\"scale\":3}|options.scale",
                "string|{\"min_length\":5,\"max_length\":4}|options.min_length",
                "number|{\"min\":2,\"max\":\"1\"}|options.min",
                "url|{\"schemes\":[\"javascript\"]}|options.schemes",
                "phone|{\"default_country\":\"XX\"}|options.default_country",
                "currency|{\"default_currency\":\"ZZZ\"}|options.default_currency",
                "json|{\"schema\":{\"$ref\":\"http://example.com\"}}|options.schema",
                "json|{\"schema\":{\"type\":\"nothing\"}}|options.schema",
                "json|{\"schema\":{\"properties\":{\"a\":{\"pattern\":\"(\"}}}}|options.schema",
                "string|{\"pattern\":\"((x{100}){100}){100}\"}|options.pattern",
                "reference|{\"on_delete\":\"explode\"}|options.on_delete",
                "boolean|{\"min\":1}|options.min"
            })
    void refusesOptionsThatMakeNoSense(String type, String options, String field) {
        define("{\"name\":\"x\",\"data_type\":\"%s\",\"options\":%s}".formatted(type, options));
        assertThat(faults).extracting(Fault::field).containsExactly(field);
    }

    @Test
    void boundsEnumValues() {
        String words = String.join(",", Collections.nCopies(201, "\"a\""));
        define("{\"name\":\"x\",\"data_type\":\"enum\",\"enum_values\":[%s]}".formatted(words));
        assertThat(faults).extracting(Fault::code).contains("too_many_items", "duplicate_value");
        faults.clear();
        define("{\"name\":\"x\",\"data_type\":\"enum\",\"enum_values\":[\"%s\",null,\" \"]}"
                .formatted("a".repeat(101)));
        assertThat(faults).extracting(Fault::code).containsExactly("too_long", "required", "required");
    }

    @Test
    void amendsWhatIsSentAndKeepsTheRest() {
        Property old = defined("""
                {"name":"stage","data_type":"enum","enum_values":["a","b"],"default_value":"a","description":"d",
                 "is_required":true}""");
        Property changed = amended(old, """
                {"name":"stage","data_type":"select","is_indexed":true,"enum_values":["a","b","c"],"default_value":null}""");
        assertThat(changed.indexed()).isTrue();
        assertThat(changed.required()).isTrue();
        assertThat(changed.description()).isEqualTo("d");
        assertThat(changed.defaultValue()).isNull();
        assertThat(changed.enumValues()).containsExactly("a", "b", "c");
        assertThat(changed.createdAt()).isEqualTo(old.createdAt());
        assertThat(PropertyRules.removed(old, changed)).isEmpty();
        assertThat(PropertyRules.removed(changed, old)).containsExactly("c");
    }

    @Test
    void refusesImmutableFields() {
        Property old = defined("""
                {"name":"x","data_type":"reference","options":{"object_type_id":"%s"}}""".formatted(OBJECT_TYPE));
        amend(old, """
                {"name":"y","data_type":"string","format":"uuid","options":{"multiple":true}}""");
        assertThat(faults)
                .extracting(f -> f.field() + " " + f.code())
                .containsExactlyInAnyOrder(
                        "name immutable_field",
                        "data_type immutable_field",
                        "format immutable_field",
                        "options.multiple immutable_field");
    }

    @Test
    void carriesFixedOptionsOver() {
        Property old = defined("""
                {"name":"x","data_type":"reference","options":{"object_type_id":"%s","on_delete":"null"}}""".formatted(OBJECT_TYPE));
        Property changed = amended(old, """
                {"options":{"on_delete":"cascade","multiple":false}}""");
        assertThat(changed.options().path("object_type_id").asString("")).isEqualTo(OBJECT_TYPE);
        assertThat(changed.options().path("on_delete").asString("")).isEqualTo("cascade");
    }

    @Test
    void refusesADefaultThatTheChangeForbids() {
        Property old = defined("""
                {"name":"x","data_type":"enum","enum_values":["a","b"],"default_value":"a"}""");
        amend(old, """
                {"enum_values":["b"]}""");
        assertThat(faults).extracting(f -> f.field() + " " + f.code()).containsExactly("default_value not_in_enum");
    }

    @Test
    void countsThePropertiesOfAType() {
        Property indexed = flags(property(DataType.STRING), true, false, true);
        List<Property> five = Stream.generate(() -> indexed).limit(5).toList();
        PropertyRules.limits(five, indexed, faults::add);
        assertThat(faults).extracting(Fault::field).containsExactly("is_unique");
        faults.clear();
        PropertyRules.limits(Collections.nCopies(200, indexed), property(DataType.STRING), faults::add);
        assertThat(faults).extracting(Fault::field).containsExactly("name");
    }

    private Property defined(String body) {
        define(body);
        assertThat(faults).isEmpty();
        return create(body).orElseThrow();
    }

    private void define(String body) {
        assertThat(create(body).isEmpty()).isEqualTo(!faults.isEmpty());
    }

    private Optional<Property> create(String body) {
        PropertyJson.Create in = Json.mapper().treeToValue(json(body), PropertyJson.Create.class);
        return rules.define(in, PropertyFixture.ID, OBJECT_TYPE, NOW, faults::add);
    }

    private Property amended(Property old, String body) {
        Property changed = amend(old, body).orElseThrow();
        assertThat(faults).isEmpty();
        return changed;
    }

    private Optional<Property> amend(Property old, String body) {
        PropertyJson.Patch in = Json.mapper().treeToValue(json(body), PropertyJson.Patch.class);
        return rules.amend(old, in, NOW.plusSeconds(1), faults::add);
    }
}
