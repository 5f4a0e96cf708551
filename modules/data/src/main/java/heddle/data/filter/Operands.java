package heddle.data.filter;

import heddle.data.property.DataType;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Reads the operand of one comparison and checks it against the type of the field. */
final class Operands {
    static final int MAX_LIST = 500;

    private final Mode mode;
    private final boolean lenient;
    private final BiConsumer<String, String> faults;
    private final Coercion coercion;

    Operands(Mode mode, boolean lenient, BiConsumer<String, String> faults) {
        this.mode = mode;
        this.lenient = lenient;
        this.faults = faults;
        this.coercion = new Coercion(lenient, faults);
    }

    /** The operand, or null after telling what is wrong with it. */
    @Nullable
    Operand read(Field field, Operator operator, JsonNode value) {
        if (operator.takesFlag()) {
            return literal(coercion.flag(value));
        }
        if (value.isNull()) {
            return fault("null_value", "null cannot be compared; use {\"$null\": true} to test for a missing value");
        }
        Operand moving = moving(field, operator, value);
        if (moving != null) {
            return moving;
        }
        if (mode == Mode.POLICY && value.isString() && value.stringValue().contains("{{")) {
            return variable(field, value.stringValue());
        }
        if (operator.takesList()) {
            return list(field, operator, value);
        }
        return switch (operator) {
            case CONTAINS, NOT_CONTAINS -> contained(field, value);
            case ICONTAINS, STARTS_WITH, ENDS_WITH -> literal(coercion.needle(field, value));
            case IN_LAST, IN_NEXT -> span(value);
            case SIZE -> size(value);
            case HAS_KEY -> key(value);
            case NEAR -> near(value);
            case WITHIN -> within(value);
            case EQ, NE -> equal(field, value);
            case GT, GTE, LT, LTE -> ordered(field, value);
            default -> literal(coercion.scalar(field, value));
        };
    }

    private @Nullable Operand moving(Field field, Operator operator, JsonNode value) {
        if (operator == Operator.IN_LAST || operator == Operator.IN_NEXT) {
            return null;
        }
        if (value.isString() && value.stringValue().equals("$me") && holdsAccounts(field.leaf())) {
            return new Operand.Me();
        }
        return switch (field.kind()) {
            case DATE, DATETIME, INSTANT -> Relatives.read(value);
            default -> null;
        };
    }

    private static boolean holdsAccounts(Field leaf) {
        return switch (leaf) {
            case Field.OfProperty of -> of.type() == DataType.USER;
            case Field.OfSystem of -> of.field() == SystemField.CREATED_BY;
            default -> false;
        };
    }

    private @Nullable Operand variable(Field field, String text) {
        String name = Variables.nameIn(text);
        if (name == null) {
            return fault(
                    "unknown_variable",
                    "A variable must be the whole text and one of " + String.join(" ", Variables.SHOWN));
        }
        boolean moment = switch (field.kind()) {
            case DATE, DATETIME, INSTANT -> name.equals("now") || name.equals("today");
            default -> false;
        };
        return moment ? new Operand.Relative(name.equals("today"), Span.NONE) : new Operand.Variable(name);
    }

    private @Nullable Operand list(Field field, Operator operator, JsonNode value) {
        if (!(value instanceof ArrayNode array)) {
            return fault("invalid_shape", "The value of " + operator.word() + " must be a list");
        }
        if (array.size() > MAX_LIST) {
            return fault("too_many", "A list holds at most " + MAX_LIST + " values");
        }
        if (operator == Operator.BETWEEN && array.size() != 2) {
            return fault("invalid_shape", "The value of between must be a list of two, the lower one first");
        }
        List<Operand> items = new ArrayList<>();
        for (JsonNode item : array) {
            Operand one = one(field, operator, item);
            if (one == null) {
                return null;
            }
            items.add(one);
        }
        return new Operand.Many(items);
    }

    private @Nullable Operand one(Field field, Operator operator, JsonNode item) {
        if (item.isNull()) {
            return fault("null_value", "A list may not hold null; use {\"$null\": true} to test for a missing value");
        }
        Operand moving = moving(field, operator, item);
        if (moving != null) {
            return moving;
        }
        if (mode == Mode.POLICY && item.isString() && item.stringValue().contains("{{")) {
            return variable(field, item.stringValue());
        }
        return field.kind() == Field.Kind.JSON ? ordered(field, item) : literal(coercion.scalar(field, item));
    }

    private @Nullable Operand contained(Field field, JsonNode value) {
        return switch (field.kind()) {
            case LIST -> literal(coercion.scalar(field, value));
            case JSON -> literal(document(value));
            default -> literal(coercion.needle(field, value));
        };
    }

    private @Nullable Operand equal(Field field, JsonNode value) {
        if (field.kind() == Field.Kind.LIST && value instanceof ArrayNode array) {
            if (array.size() > MAX_LIST) {
                return fault("too_many", "A list holds at most " + MAX_LIST + " values");
            }
            ArrayNode items = Json.mapper().createArrayNode();
            for (JsonNode item : array) {
                JsonNode fit = coercion.scalar(field, item);
                if (fit == null) {
                    return null;
                }
                items.add(fit);
            }
            return literal(items);
        }
        if (field.kind() == Field.Kind.JSON) {
            return literal(document(value));
        }
        return isCurrency(field) && value.isObject() ? money(field, value) : literal(coercion.scalar(field, value));
    }

    private static boolean isCurrency(Field field) {
        return field.leaf() instanceof Field.OfProperty of && of.type() == DataType.CURRENCY;
    }

    private @Nullable Operand money(Field field, JsonNode value) {
        JsonNode amount = value.path("amount");
        JsonNode code = value.path("currency");
        if (value.size() != 2 || amount.isMissingNode() || amount.isNull() || !code.isString()) {
            return fault("invalid_shape", "The value must be {\"amount\": .., \"currency\": ..}");
        }
        JsonNode fit = coercion.scalar(field, amount);
        return fit == null ? null : literal(Json.object().set("amount", fit).set("currency", code));
    }

    private @Nullable Operand ordered(Field field, JsonNode value) {
        if (field.kind() != Field.Kind.JSON) {
            return literal(coercion.scalar(field, value));
        }
        JsonNode document = document(value);
        if (document != null && !document.isString() && !document.isNumber() && !document.isBoolean()) {
            return fault("invalid_type", "The value must be text, a number, true or false");
        }
        return literal(document);
    }

    /** A JSON value; where only text can be written, text that is JSON is taken as such. */
    private @Nullable JsonNode document(JsonNode value) {
        JsonNode read = value;
        if (lenient && value.isString()) {
            try {
                read = Json.parse(value.stringValue());
            } catch (Problem notJson) {
                read = value;
            }
        }
        if (read.isNull() || !Storable.test(read)) {
            faults.accept("invalid_format", "The value cannot be stored, so it cannot be looked for");
            return null;
        }
        return read;
    }

    private @Nullable Operand span(JsonNode value) {
        String text = value.isIntegralNumber() ? value.asString() + "d" : value.asString("");
        boolean fits = Span.parse(text).filter(s -> s.amount() >= 0).isPresent();
        return fits
                ? literal(StringNode.valueOf(text))
                : fault("invalid_format", "The value must be a stretch of time such as 7d (s m h d w mo y)");
    }

    private @Nullable Operand size(JsonNode value) {
        JsonNode number = value;
        Operator relation = Operator.EQ;
        if (value.isObject() && value.size() == 1) {
            Map.Entry<String, JsonNode> only = value.properties().iterator().next();
            relation = Operator.of(only.getKey());
            number = only.getValue();
        }
        BigDecimal count = Coercion.decimal(number, lenient);
        boolean fits = relation != null
                && Relation.of(relation) != null
                && count != null
                && count.signum() >= 0
                && count.stripTrailingZeros().scale() <= 0
                && count.compareTo(BigDecimal.valueOf(1_000_000)) <= 0;
        return fits && relation != null && count != null
                ? literal(Json.object().put("relation", relation.word()).put("count", count.longValueExact()))
                : fault("invalid_type", "The value must be a count, or {\"$gt\": count}");
    }

    private @Nullable Operand key(JsonNode value) {
        return value.isString() && Storable.test(value)
                ? literal(value)
                : fault("invalid_type", "The value must be the name of a key");
    }

    private @Nullable Operand near(JsonNode value) {
        BigDecimal lat = Coercion.decimal(value.path("lat"), lenient);
        BigDecimal lng = Coercion.decimal(value.path("lng"), lenient);
        BigDecimal radius = Coercion.decimal(value.path("radius_m"), lenient);
        boolean fits = value.isObject()
                && value.size() == 3
                && within(lat, 90)
                && within(lng, 180)
                && within(radius, 20_100_000)
                && radius != null
                && radius.signum() >= 0;
        return fits
                ? literal(numbers(value, "lat", "lng", "radius_m"))
                : fault("invalid_shape", "The value must be {\"lat\": .., \"lng\": .., \"radius_m\": ..}");
    }

    private static ObjectNode numbers(JsonNode value, String... names) {
        ObjectNode out = Json.object();
        for (String name : names) {
            BigDecimal number = Coercion.decimal(value.path(name), true);
            out.set(name, DecimalNode.valueOf(number == null ? BigDecimal.ZERO : number));
        }
        return out;
    }

    private @Nullable Operand within(JsonNode value) {
        JsonNode box = value.isObject() && value.size() == 1 ? value.path("bbox") : value;
        ArrayNode out = Json.mapper().createArrayNode();
        int at = 0;
        for (JsonNode edge : box) {
            BigDecimal number = Coercion.decimal(edge, lenient);
            if (number != null && within(number, at % 2 == 0 ? 180 : 90)) {
                out.add(number);
            }
            at++;
        }
        return box.isArray() && box.size() == 4 && out.size() == 4
                ? literal(out)
                : fault("invalid_shape", "The value must be {\"bbox\": [west, south, east, north]} in degrees");
    }

    private static boolean within(@Nullable BigDecimal number, int bound) {
        return number != null && number.abs().compareTo(BigDecimal.valueOf(bound)) <= 0;
    }

    private static @Nullable Operand literal(@Nullable JsonNode value) {
        return value == null ? null : new Operand.Literal(value);
    }

    static Operand flag() {
        return new Operand.Literal(BooleanNode.TRUE);
    }

    private @Nullable Operand fault(String code, String message) {
        faults.accept(code, message);
        return null;
    }
}
