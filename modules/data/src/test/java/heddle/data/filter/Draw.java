package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.Schema;
import heddle.kernel.json.Json;
import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Draws values, rows and conditions from small pools, so that conditions meet rows often. */
final class Draw {
    private static final List<String> TEXTS =
            List.of("", "a", "A", "ab", "aB%", "_b\\", "é", "İi", "ß", "\uE000", "😀", "Σ", "{}", "null");
    private static final List<String> NUMBERS = List.of("-1", "0", "1", "1.5", "1e3", "9007199254740993", "0.10");
    private static final List<String> DAYS =
            List.of("0001-01-01", "2026-03-08", "2026-03-15", "2026-03-16", "9999-12-31");
    private static final List<String> TIMES = List.of("00:00:00", "09:30:00", "23:59:59");
    private static final List<String> USERS = List.of("usr_1", "usr_2", "usr_3");
    private static final List<String> OBJECTS = List.of("obj_t0", "obj_t1", "obj_t2", "obj_t3", "obj_gone");
    private static final List<String> PATHS = List.of("a", "b", "a.b", "0", "-1", "b.0", "a.b.c");

    private final Random random;

    Draw(Random random) {
        this.random = random;
    }

    <T> T of(List<T> pool) {
        return pool.get(random.nextInt(pool.size()));
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    JsonNode text(String value) {
        return Json.mapper().valueToTree(value);
    }

    ObjectNode props(Schema schema) {
        ObjectNode out = Json.object();
        for (Property p : schema.properties().values()) {
            int dice = random.nextInt(100);
            if (dice < 60) {
                out.set(p.name(), stored(p));
            } else if (dice < 70) {
                out.set(p.name(), anything(2));
            } else if (dice < 74) {
                out.putNull(p.name());
            }
        }
        return out;
    }

    /** A value in its stored spelling. */
    JsonNode stored(Property p) {
        if (p.multiple()) {
            return list(() -> text(of(OBJECTS)));
        }
        return switch (p.dataType()) {
            case STRING, TEXT, RICH_TEXT, URL -> text(of(TEXTS));
            case EMAIL -> text(of(List.of("a@b.com", "b@b.com", "ab@c.de")));
            case PHONE -> text(of(List.of("+15551234567", "+4930123456")));
            case INTEGER -> Json.trusted(of(List.of("-1", "0", "1", "2", "9007199254740991")));
            case NUMBER -> Json.trusted(of(NUMBERS));
            case DECIMAL -> text(of(List.of("-1.00", "0.10", "12.30", "99999999999999999999.99")));
            case CURRENCY ->
                Json.object().put("amount", of(List.of("1.00", "12.30"))).put("currency", of(List.of("GBP", "USD")));
            case BOOLEAN -> Json.trusted(of(List.of("true", "false")));
            case DATE -> text(of(DAYS));
            case DATETIME -> text(of(DAYS) + "T" + of(TIMES) + of(List.of(".000Z", ".999Z", ".456Z")));
            case TIME -> text(of(TIMES));
            case ENUM -> text(of(p.enumValues()));
            case MULTI_ENUM -> list(() -> text(of(p.enumValues())));
            case ARRAY -> list(this::scalar);
            case JSON -> anything(3);
            case GEO_POINT -> Json.object().put("lat", degrees(90)).put("lng", degrees(180));
            case REFERENCE -> text(of(OBJECTS));
            case USER -> text(of(USERS));
            case FILE -> text(of(List.of("file_1", "file_2")));
        };
    }

    private BigDecimal degrees(int bound) {
        return BigDecimal.valueOf(Math.round((random.nextDouble() * 2 - 1) * bound * 1000), 3);
    }

    JsonNode scalar() {
        return switch (random.nextInt(3)) {
            case 0 -> text(of(TEXTS));
            case 1 -> Json.trusted(of(NUMBERS));
            default -> Json.trusted(of(List.of("true", "false")));
        };
    }

    private ArrayNode list(java.util.function.Supplier<JsonNode> item) {
        ArrayNode out = Json.mapper().createArrayNode();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            out.add(item.get());
        }
        return out;
    }

    JsonNode anything(int depth) {
        int dice = random.nextInt(depth > 0 ? 10 : 7);
        if (dice < 6) {
            return scalar();
        }
        if (dice == 6) {
            return Json.trusted("null");
        }
        if (dice == 7) {
            return list(() -> anything(depth - 1));
        }
        ObjectNode out = Json.object();
        for (String key : List.of("a", "b", "c", "lat", "lng")) {
            if (chance(50)) {
                out.set(key, anything(depth - 1));
            }
        }
        return out;
    }

    /** A condition that fits the schema, in the spelling of policies. */
    ObjectNode condition(Vocabulary words, int depth) {
        ObjectNode out = Json.object();
        switch (depth > 0 ? random.nextInt(9) : 8) {
            case 0, 1 -> out.set("$and", conditions(words, depth));
            case 2, 3 -> out.set("$or", conditions(words, depth));
            case 4 -> out.set("$nor", conditions(words, depth));
            case 5, 6 -> out.set("$not", condition(words, depth - 1));
            case 7 -> {
                out.setAll(leaf(words));
                out.setAll(leaf(words));
            }
            default -> out.setAll(leaf(words));
        }
        return out;
    }

    private ArrayNode conditions(Vocabulary words, int depth) {
        ArrayNode out = Json.mapper().createArrayNode();
        int size = 1 + random.nextInt(3);
        for (int i = 0; i < size; i++) {
            out.add(condition(words, depth - 1));
        }
        return out;
    }

    private ObjectNode leaf(Vocabulary words) {
        if (words.mode() == Mode.POLICY && chance(8)) {
            ObjectNode linked = Json.object()
                    .put("association_type", of(List.of("member_of", "likes")))
                    .put("direction", of(List.of("outgoing", "incoming", "both")));
            if (chance(80)) {
                linked.put("to", of(List.of("obj_t1", "obj_0", "{{auth.app_metadata.account}}")));
            }
            return Json.object().set("$linked", linked);
        }
        String name = name(words.schema(), true);
        Field field = Fields.find(name, words).orElseThrow();
        Operator operator = of(List.copyOf(field.operators()));
        return Json.object().set(name, Json.object().set(operator.sign(), operand(field, operator, words.mode())));
    }

    private String name(Schema schema, boolean mayHop) {
        if (chance(10)) {
            return of(List.of(SystemField.values())).word();
        }
        Property p = of(List.copyOf(schema.properties().values()));
        return switch (p.dataType()) {
            case CURRENCY -> p.name() + of(List.of("", ".currency", ".amount"));
            case JSON -> p.name() + (chance(40) ? "" : "." + of(PATHS));
            case REFERENCE ->
                mayHop && !p.multiple() && chance(70) ? p.name() + "." + name(Sample.companies(), false) : p.name();
            default -> p.name();
        };
    }

    private JsonNode operand(Field field, Operator operator, Mode mode) {
        if (operator.takesFlag()) {
            return Json.trusted(of(List.of("true", "false")));
        }
        if (mode == Mode.POLICY && chance(15) && takesVariable(operator)) {
            return text(of(List.of(
                    "{{auth.user_id}}",
                    "{{auth.roles}}",
                    "{{auth.app_metadata.teams}}",
                    "{{auth.app_metadata.level}}",
                    "{{auth.app_metadata.none}}",
                    "{{today}}",
                    "{{now}}")));
        }
        if (operator.takesList()) {
            ArrayNode out = Json.mapper().createArrayNode();
            int size = operator == Operator.BETWEEN ? 2 : chance(5) ? 20 : random.nextInt(4);
            for (int i = 0; i < size; i++) {
                out.add(mode == Mode.POLICY && chance(8) ? text("{{auth.user_id}}") : value(field, false));
            }
            return out;
        }
        return single(field, operator);
    }

    private JsonNode single(Field field, Operator operator) {
        return switch (operator) {
            case CONTAINS, NOT_CONTAINS ->
                switch (field.kind()) {
                    case LIST -> value(field, false);
                    case JSON -> notNull(2);
                    default -> text(of(List.of("", "a", "B", "%", "_", "\\", "@b", "i", "é")));
                };
            case ICONTAINS, STARTS_WITH, ENDS_WITH -> text(of(List.of("", "A", "b%", "_", "\\", "É", "ss", "σ", "İ")));
            case IN_LAST, IN_NEXT -> text(of(List.of("7d", "0s", "2w", "1mo", "3y", "90m", "999999y")));
            case SIZE ->
                chance(50)
                        ? Json.trusted(of(List.of("0", "1", "2")))
                        : Json.object().put("$gt", 1);
            case HAS_KEY -> text(of(List.of("a", "b", "zzz")));
            case NEAR ->
                Json.object()
                        .put("lat", degrees(90))
                        .put("lng", degrees(180))
                        .put("radius_m", random.nextInt(15_000_000));
            case WITHIN -> {
                BigDecimal one = degrees(90);
                BigDecimal two = degrees(90);
                yield Json.object()
                        .set(
                                "bbox",
                                Json.mapper()
                                        .createArrayNode()
                                        .add(degrees(180))
                                        .add(one.min(two))
                                        .add(degrees(180))
                                        .add(one.max(two)));
            }
            case EQ, NE -> equal(field);
            default -> value(field, true);
        };
    }

    private static boolean takesVariable(Operator operator) {
        return switch (operator) {
            case NEAR, WITHIN, SIZE, HAS_KEY, BETWEEN, IN_LAST, IN_NEXT -> false;
            default -> true;
        };
    }

    private JsonNode equal(Field field) {
        if (field.kind() == Field.Kind.JSON) {
            return notNull(2);
        }
        if (field.kind() == Field.Kind.LIST && chance(50)) {
            ArrayNode out = Json.mapper().createArrayNode();
            int size = random.nextInt(3);
            for (int i = 0; i < size; i++) {
                out.add(value(field, false));
            }
            return out;
        }
        boolean money = field.leaf() instanceof Field.OfProperty of && of.type() == DataType.CURRENCY;
        return money && chance(30) ? Json.object().put("amount", "12.30").put("currency", "GBP") : value(field, true);
    }

    private JsonNode notNull(int depth) {
        JsonNode value = anything(depth);
        boolean sign = value.isObject()
                && value.propertyStream().anyMatch(e -> e.getKey().startsWith("$"));
        return value.isNull() || sign ? text("a") : value;
    }

    private JsonNode value(Field field, boolean mayMove) {
        boolean temporal = switch (field.kind()) {
            case DATE, DATETIME, INSTANT -> true;
            default -> false;
        };
        if (temporal && mayMove && chance(40)) {
            return of(List.of(
                    text("$now"),
                    text("$today"),
                    Json.object().put("$now", "-7d"),
                    Json.object().put("$today", "+1d"),
                    Json.object().put("$now", "-999999y")));
        }
        Field leaf = field.leaf();
        return switch (leaf) {
            case Field.OfProperty of when of.property().multiple() -> text(of(OBJECTS));
            case Field.OfProperty of ->
                switch (of.type()) {
                    case MULTI_ENUM -> text(of(of.property().enumValues()));
                    case ARRAY, JSON -> scalar();
                    case CURRENCY -> text(of(List.of("1.00", "12.3")));
                    case DATETIME -> chance(40) ? text(of(DAYS)) : stored(of.property());
                    case USER -> chance(20) ? text("$me") : stored(of.property());
                    default -> stored(of.property());
                };
            case Field.CurrencyCode ignored -> text(of(List.of("GBP", "USD", "EUR")));
            case Field.JsonPath ignored -> scalar();
            case Field.OfSystem system ->
                switch (system.field()) {
                    case ID -> text(of(List.of("obj_0", "obj_1", "obj_t1")));
                    case CREATED_BY -> text(of(List.of("usr_1", "usr_2", "$me", "key_1")));
                    case CREATED_AT, UPDATED_AT ->
                        text(of(DAYS) + of(List.of("", "T00:00:00Z", "T10:20:30.456+01:00", "T23:59:59.999Z")));
                    case VERSION -> Json.trusted(of(List.of("1", "2", "3")));
                    case IS_DELETED -> Json.trusted(of(List.of("true", "false")));
                };
            case Field.Hop hop -> throw new IllegalStateException(hop.name());
        };
    }
}
