package heddle.data.property;

import static java.util.Map.entry;

import heddle.kernel.id.Ids;
import heddle.kernel.pattern.Patterns;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Which options a data type has, and what each may be. */
final class PropertyOptions {
    private static final Set<String> UNSAFE_SCHEMES = Set.of("javascript", "data", "vbscript", "file", "blob");

    private record Rule(Predicate<JsonNode> good, String message) {}

    private static final Rule FLAG = new Rule(JsonNode::isBoolean, "Send true or false");
    private static final Rule NUMBER = new Rule(
            n -> Numbers.of(n) != null || (n.isString() && Numbers.ofText(n.stringValue()) != null), "Send a number");
    private static final Rule WORDS = new Rule(JsonNode::isObject, "Send an object from enum value to text");
    private static final Rule TRIGRAM = oneOf("trigram");
    private static final Rule SEARCH = oneOf("trigram", "words");
    private static final Rule TEXTS = new Rule(PropertyOptions::texts, "Send a list of up to 50 short strings");

    private static final Map<DataType, Map<String, Rule>> LEGAL = Map.ofEntries(
            entry(
                    DataType.STRING,
                    Map.of(
                            "trim",
                            FLAG,
                            "case_insensitive",
                            FLAG,
                            "min_length",
                            count(StringValue.MAX_STRING),
                            "max_length",
                            count(StringValue.MAX_STRING),
                            "pattern",
                            new Rule(JsonNode::isString, "Send a regular expression in RE2 syntax"),
                            "search",
                            TRIGRAM)),
            entry(
                    DataType.TEXT,
                    Map.of(
                            "trim",
                            FLAG,
                            "min_length",
                            count(StringValue.MAX_TEXT),
                            "max_length",
                            count(StringValue.MAX_TEXT),
                            "search",
                            SEARCH)),
            entry(DataType.RICH_TEXT, Map.of("max_length", count(StringValue.MAX_TEXT), "search", SEARCH)),
            entry(DataType.EMAIL, Map.of("search", TRIGRAM)),
            entry(
                    DataType.URL,
                    Map.of(
                            "schemes",
                            new Rule(PropertyOptions::schemes, "Send a list of schemes that browsers do not execute"),
                            "search",
                            TRIGRAM)),
            entry(
                    DataType.PHONE,
                    Map.of(
                            "default_country",
                            new Rule(
                                    n -> DialCode.of(n.asString("")).isPresent(),
                                    "Send a country code of two letters such as GB"),
                            "search",
                            TRIGRAM)),
            entry(DataType.INTEGER, Map.of("min", NUMBER, "max", NUMBER)),
            entry(DataType.NUMBER, Map.of("min", NUMBER, "max", NUMBER)),
            entry(
                    DataType.DECIMAL,
                    Map.of(
                            "precision",
                            whole(1, DecimalValue.MAX_PRECISION),
                            "scale",
                            count(DecimalValue.MAX_SCALE),
                            "min",
                            NUMBER,
                            "max",
                            NUMBER)),
            entry(
                    DataType.CURRENCY,
                    Map.of(
                            "default_currency",
                            new Rule(
                                    n -> CurrencyValue.currency(n.asString("")).isPresent(),
                                    "Send a three-letter ISO 4217 code such as EUR"),
                            "min",
                            NUMBER,
                            "max",
                            NUMBER)),
            entry(DataType.BOOLEAN, Map.of()),
            entry(DataType.DATE, Map.of()),
            entry(DataType.DATETIME, Map.of()),
            entry(DataType.TIME, Map.of()),
            entry(DataType.ENUM, Map.of("labels", WORDS, "colors", WORDS, "order", enumOrder())),
            entry(
                    DataType.MULTI_ENUM,
                    Map.of("labels", WORDS, "colors", WORDS, "max_items", whole(1, MultiEnumValue.MAX_ITEMS))),
            entry(
                    DataType.ARRAY,
                    Map.of("item_type", oneOf("string", "number"), "max_items", whole(1, ArrayValue.MAX_ITEMS))),
            entry(DataType.JSON, Map.of("schema", new Rule(JsonNode::isObject, "Send a JSON Schema object"))),
            entry(DataType.GEO_POINT, Map.of()),
            entry(
                    DataType.REFERENCE,
                    Map.of(
                            "object_type_id",
                            new Rule(n -> Ids.isId("ot", n.asString("")), "Send the id of an object type"),
                            "multiple",
                            FLAG,
                            "on_delete",
                            oneOf("null", "restrict", "cascade"),
                            "max_items",
                            whole(1, LinkValue.MAX_ITEMS))),
            entry(DataType.USER, Map.of("multiple", FLAG, "max_items", whole(1, LinkValue.MAX_ITEMS))),
            entry(
                    DataType.FILE,
                    Map.of(
                            "multiple",
                            FLAG,
                            "max_files",
                            whole(1, LinkValue.MAX_ITEMS),
                            "mime_types",
                            TEXTS,
                            "max_size",
                            whole(1, Integer.MAX_VALUE))));

    private PropertyOptions() {}

    /** Reports every option that the type does not have or that is out of bounds, under {@code options}. */
    static void check(DataType type, ObjectNode options, List<String> enumValues, Spot at) {
        Map<String, Rule> legal = LEGAL.getOrDefault(type, Map.of());
        for (var option : options.properties()) {
            Rule rule = legal.get(option.getKey());
            Spot spot = at.member(option.getKey());
            if (rule == null) {
                String known = legal.isEmpty() ? "none" : String.join(", ", new TreeSet<>(legal.keySet()));
                spot.refuse("unknown_option", "Options of %s: %s".formatted(type.word(), known));
            } else if (!rule.good().test(option.getValue())) {
                spot.refuse("invalid_option", rule.message());
            }
        }
        patterns(options, at);
        ordered(options, "min_length", "max_length", at);
        ordered(options, "min", "max", at);
        ordered(options, "scale", "precision", at);
        words(options, enumValues, at);
    }

    private static void patterns(ObjectNode options, Spot at) {
        JsonNode pattern = options.path("pattern");
        report(pattern.isString() ? Patterns.fault(pattern.stringValue()) : null, at.member("pattern"));
        JsonNode schema = options.path("schema");
        report(schema.isObject() ? new Schemas().fault(schema) : null, at.member("schema"));
    }

    private static void report(@Nullable String fault, Spot at) {
        if (fault != null) {
            at.refuse("invalid_option", fault);
        }
    }

    private static void ordered(ObjectNode options, String low, String high, Spot at) {
        BigDecimal least = number(options.path(low));
        BigDecimal most = number(options.path(high));
        if (least != null && most != null && least.compareTo(most) > 0) {
            at.member(low).refuse("out_of_range", "Send at most the value of " + high);
        }
    }

    private static @Nullable BigDecimal number(JsonNode option) {
        return option.isString() ? Numbers.ofText(option.stringValue()) : Numbers.of(option);
    }

    private static void words(ObjectNode options, List<String> enumValues, Spot at) {
        for (String option : List.of("labels", "colors")) {
            for (var label : options.path(option).properties()) {
                boolean text = label.getValue().isString()
                        && Texts.length(label.getValue().stringValue()) <= StringValue.MAX_STRING;
                if (!enumValues.contains(label.getKey()) || !text) {
                    at.member(option).refuse("invalid_option", "Name values of enum_values and give each a short text");
                    break;
                }
            }
        }
        JsonNode order = options.path("order");
        if (order.isArray()) {
            Set<String> named = new HashSet<>();
            order.forEach(w -> named.add(w.asString("")));
            if (order.size() != enumValues.size() || !named.equals(Set.copyOf(enumValues))) {
                at.member("order").refuse("invalid_option", "List every value of enum_values exactly once");
            }
        }
    }

    private static Rule enumOrder() {
        return new Rule(JsonNode::isArray, "List every value of enum_values exactly once");
    }

    private static Rule count(int max) {
        return whole(0, max);
    }

    private static Rule whole(int min, int max) {
        return new Rule(
                n -> n.isInt() && n.intValue() >= min && n.intValue() <= max,
                "Send a whole number from %d to %d".formatted(min, max));
    }

    private static Rule oneOf(String... words) {
        return new Rule(
                n -> n.isString() && List.of(words).contains(n.stringValue()),
                "Send one of " + String.join(", ", words));
    }

    private static boolean texts(JsonNode list) {
        return list.isArray()
                && list.size() <= 50
                && list.valueStream().allMatch(n -> n.isString() && Texts.length(n.stringValue()) <= 100);
    }

    private static boolean schemes(JsonNode list) {
        return texts(list)
                && !list.isEmpty()
                && list.valueStream().map(JsonNode::stringValue).allMatch(PropertyOptions::scheme);
    }

    private static boolean scheme(String word) {
        return word.matches("[a-z][a-z0-9+.-]*") && !UNSAFE_SCHEMES.contains(word);
    }
}
