package heddle.data.filter;

import heddle.data.property.PropertySql;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Replaces variables and moving dates by constants, and operators by the few tests of {@link Bound}. */
public final class Binder {
    private final Bindings bindings;
    private final Constants constants;

    private Binder(Bindings bindings) {
        this.bindings = bindings;
        this.constants = new Constants(bindings);
    }

    public static Bound bind(Condition condition, Bindings bindings) {
        return new Binder(bindings).bind(condition);
    }

    private Bound bind(Condition condition) {
        return switch (condition) {
            case Condition.Always ignored -> Bound.TRUE;
            case Condition.Never ignored -> Bound.FALSE;
            case Condition.And and ->
                Bound.all(and.parts().stream().map(this::bind).toList());
            case Condition.Or or ->
                Bound.any(or.parts().stream().map(this::bind).toList());
            case Condition.Not not -> negated(bind(not.part()));
            case Condition.Linked linked -> linked(linked);
            case Condition.Compare c -> compare(c.field(), c.operator(), c.operand());
        };
    }

    /** The complement for a reader; for a policy, unknown stays unknown. */
    private Bound negated(Bound part) {
        return Bound.not(bindings.mode() == Mode.USER ? Bound.sure(part) : part);
    }

    private Bound linked(Condition.Linked linked) {
        if (linked.to() == null) {
            return new Bound.LinkedTo(linked.associationType(), linked.direction(), null);
        }
        Object to = constants.scalar(new Field.OfSystem(SystemField.ID), linked.to());
        return to instanceof String id
                ? new Bound.LinkedTo(linked.associationType(), linked.direction(), id)
                : Bound.UNKNOWN;
    }

    private Bound compare(Field f, Operator operator, Operand operand) {
        return switch (operator) {
            case IS_NULL -> Bound.not(new Bound.Present(f));
            case IS_NOT_NULL -> new Bound.Present(f);
            case EQ -> equal(f, operand);
            case NE -> negated(equal(f, operand));
            case GT -> ordered(f, Relation.GT, operand);
            case GTE -> ordered(f, Relation.GTE, operand);
            case LT -> ordered(f, Relation.LT, operand);
            case LTE -> ordered(f, Relation.LTE, operand);
            case IN, CONTAINS_ANY -> oneOf(f, operand);
            case NIN -> negated(oneOf(f, operand));
            case CONTAINS_ALL -> allOf(f, operand);
            case CONTAINS -> contains(f, operand);
            case NOT_CONTAINS -> negated(contains(f, operand));
            case ICONTAINS, STARTS_WITH, ENDS_WITH -> matches(f, operator, operand);
            case IS_EMPTY -> empty(f);
            case IS_NOT_EMPTY -> negated(empty(f));
            case SIZE -> size(f, operand);
            case HAS_KEY ->
                constants.scalar(f, operand) instanceof String key ? new Bound.HasKey(f, key) : Bound.UNKNOWN;
            case NEAR -> near(f, operand);
            case WITHIN -> within(f, operand);
            case BETWEEN, ON, BEFORE, AFTER, IN_LAST, IN_NEXT -> span(f, operator, operand);
        };
    }

    private Bound equal(Field f, Operand operand) {
        JsonNode given = constants.node(f, operand);
        if (given == null) {
            return Bound.UNKNOWN;
        }
        if (f.kind() == Field.Kind.LIST) {
            return given.isArray() ? new Bound.Same(f, given) : new Bound.Holds(f, List.of(given), false);
        }
        if (given.isObject() && f.kind() == Field.Kind.NUMBER) {
            return money(f, given);
        }
        if (given.isContainer()) {
            return f.kind() == Field.Kind.JSON ? new Bound.Same(f, given) : Bound.UNKNOWN;
        }
        return ordered(f, Relation.EQ, given);
    }

    private static Bound money(Field f, JsonNode given) {
        Field.OfProperty amount = (Field.OfProperty) f.leaf();
        Field code = new Field.CurrencyCode(amount.property());
        Field reached = f instanceof Field.Hop hop ? new Field.Hop(hop.reference(), hop.target(), code) : code;
        return Bound.all(List.of(
                new Bound.Ordered(f, Relation.EQ, given.path("amount").decimalValue()),
                new Bound.Ordered(reached, Relation.EQ, given.path("currency").stringValue())));
    }

    private Bound ordered(Field f, Relation relation, Operand operand) {
        JsonNode given = constants.node(f, operand);
        return given == null ? Bound.UNKNOWN : ordered(f, relation, given);
    }

    private static Bound ordered(Field f, Relation relation, JsonNode given) {
        Object value = Constants.plain(f, given);
        return value == null ? Bound.UNKNOWN : new Bound.Ordered(f, relation, value);
    }

    /** An empty list is false, also negated twice, but a policy says nothing about a missing value. */
    private Bound oneOf(Field f, Operand operand) {
        List<@Nullable JsonNode> given = constants.list(f, operand);
        if (given == null) {
            return Bound.UNKNOWN;
        }
        List<JsonNode> known = new ArrayList<>();
        for (JsonNode one : given) {
            if (one != null) {
                known.add(one);
            }
        }
        Bound hit = known.isEmpty() ? none(f) : among(f, known);
        return known.size() == given.size() || bindings.mode() == Mode.USER
                ? hit
                : Bound.any(List.of(hit, Bound.UNKNOWN));
    }

    private Bound none(Field f) {
        return bindings.mode() == Mode.USER
                ? Bound.FALSE
                : Bound.all(List.of(Bound.not(new Bound.Present(f)), Bound.UNKNOWN));
    }

    private static Bound among(Field f, List<JsonNode> known) {
        if (f.kind() == Field.Kind.LIST) {
            return new Bound.Holds(f, known, false);
        }
        List<Object> values = new ArrayList<>();
        for (JsonNode one : known) {
            Object value = Constants.plain(f, one);
            if (value == null) {
                return Bound.UNKNOWN;
            }
            values.add(value);
        }
        return f.kind() == Field.Kind.JSON
                ? Bound.any(values.stream()
                        .map(v -> (Bound) new Bound.Ordered(f, Relation.EQ, v))
                        .toList())
                : new Bound.OneOf(f, values);
    }

    private Bound allOf(Field f, Operand operand) {
        List<@Nullable JsonNode> given = constants.list(f, operand);
        if (given == null) {
            return Bound.UNKNOWN;
        }
        List<JsonNode> known = new ArrayList<>();
        for (JsonNode one : given) {
            if (one == null) {
                return Bound.UNKNOWN;
            }
            known.add(one);
        }
        return new Bound.Holds(f, known, true);
    }

    private Bound contains(Field f, Operand operand) {
        if (f.kind() == Field.Kind.TEXT) {
            return matches(f, Operator.CONTAINS, operand);
        }
        JsonNode given = constants.node(f, operand);
        if (given == null) {
            return Bound.UNKNOWN;
        }
        if (f.kind() == Field.Kind.JSON) {
            return new Bound.Includes(f, given);
        }
        return given.isArray() ? Bound.UNKNOWN : new Bound.Holds(f, List.of(given), false);
    }

    private Bound matches(Field f, Operator operator, Operand operand) {
        String text = constants.needle(f, operand);
        if (text == null) {
            return Bound.UNKNOWN;
        }
        return switch (operator) {
            case STARTS_WITH -> new Bound.Matches(f, Bound.Place.START, false, text);
            case ENDS_WITH -> new Bound.Matches(f, Bound.Place.END, false, text);
            case ICONTAINS -> new Bound.Matches(f, Bound.Place.ANYWHERE, true, PropertySql.fold(text));
            default -> new Bound.Matches(f, Bound.Place.ANYWHERE, false, text);
        };
    }

    /** A reader takes a missing value for an empty one; a policy does not. */
    private Bound empty(Field f) {
        Bound empty =
                f.kind() == Field.Kind.LIST ? new Bound.Size(f, Relation.EQ, 0) : new Bound.Ordered(f, Relation.EQ, "");
        return bindings.mode() == Mode.USER ? Bound.any(List.of(Bound.not(new Bound.Present(f)), empty)) : empty;
    }

    private Bound size(Field f, Operand operand) {
        JsonNode given = operand instanceof Operand.Literal(JsonNode value) ? value : constants.raw(operand);
        if (given != null && given.isNumber()) {
            BigDecimal count = Coercion.decimal(given, false);
            return count == null
                            || count.stripTrailingZeros().scale() > 0
                            || count.abs().precision() > 9
                    ? Bound.UNKNOWN
                    : new Bound.Size(f, Relation.EQ, count.longValue());
        }
        Operator relation =
                given == null ? null : Operator.of(given.path("relation").asString(""));
        Relation known = relation == null ? null : Relation.of(relation);
        return known == null || given == null
                ? Bound.UNKNOWN
                : new Bound.Size(f, known, given.path("count").longValue());
    }

    private static Bound near(Field f, Operand operand) {
        return operand instanceof Operand.Literal(JsonNode at)
                ? new Bound.Near(
                        f,
                        at.path("lat").doubleValue(),
                        at.path("lng").doubleValue(),
                        at.path("radius_m").doubleValue())
                : Bound.UNKNOWN;
    }

    private static Bound within(Field f, Operand operand) {
        return operand instanceof Operand.Literal(JsonNode value) && value instanceof ArrayNode box
                ? new Bound.Within(
                        f,
                        box.get(0).decimalValue(),
                        box.get(1).decimalValue(),
                        box.get(2).decimalValue(),
                        box.get(3).decimalValue())
                : Bound.UNKNOWN;
    }

    private Bound span(Field f, Operator operator, Operand operand) {
        if (operator == Operator.BETWEEN) {
            List<@Nullable JsonNode> given = constants.list(f, operand);
            if (given == null || given.size() != 2) {
                return Bound.UNKNOWN;
            }
            return Bound.all(List.of(side(f, Relation.GTE, given.get(0)), side(f, Relation.LTE, given.get(1))));
        }
        if (operator == Operator.IN_LAST || operator == Operator.IN_NEXT) {
            return window(f, operator == Operator.IN_LAST, operand);
        }
        String text = constants.day(f, operand);
        return text == null ? Bound.UNKNOWN : day(f, operator, text);
    }

    private static Bound side(Field f, Relation relation, @Nullable JsonNode given) {
        return given == null ? Bound.UNKNOWN : ordered(f, relation, given);
    }

    private static Bound day(Field f, Operator operator, String text) {
        boolean wholeDays = f.kind() == Field.Kind.DATE;
        String day = Moments.dayOf(text);
        String start = wholeDays ? day : Moments.startOf(day);
        String end = wholeDays ? day : Moments.endOf(day, f.kind() == Field.Kind.INSTANT);
        return switch (operator) {
            case ON ->
                wholeDays
                        ? new Bound.Ordered(f, Relation.EQ, day)
                        : Bound.all(List.of(
                                new Bound.Ordered(f, Relation.GTE, start), new Bound.Ordered(f, Relation.LTE, end)));
            case BEFORE -> new Bound.Ordered(f, Relation.LT, text.length() == 10 ? start : text);
            default -> new Bound.Ordered(f, Relation.GT, text.length() == 10 ? end : text);
        };
    }

    private Bound window(Field f, boolean past, Operand operand) {
        JsonNode given = constants.raw(operand);
        Span span = given == null ? null : Span.parse(given.asString("")).orElse(null);
        if (span == null || span.amount() < 0) {
            return Bound.UNKNOWN;
        }
        Instant now = bindings.now();
        Instant other = (past ? span.negated() : span).from(now);
        String from = Constants.spelled(f, past ? other : now);
        String to = Constants.spelled(f, past ? now : other);
        return Bound.all(List.of(new Bound.Ordered(f, Relation.GTE, from), new Bound.Ordered(f, Relation.LTE, to)));
    }
}
