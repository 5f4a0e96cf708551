package heddle.data.filter;

import heddle.data.property.PropertySql;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Judges one row in Java exactly as {@link ConditionSql} does in the database. */
public final class ConditionEval {
    private final Row row;
    private final Links links;

    private ConditionEval(Row row, Links links) {
        this.row = row;
        this.links = links;
    }

    /** The truth of a condition for a row; only {@link Truth#TRUE} lets it through. */
    public static Truth of(Condition condition, Bindings bindings, Row row, Links links) {
        return of(Binder.bind(condition, bindings), row, links);
    }

    public static Truth of(Bound bound, Row row, Links links) {
        return new ConditionEval(row, links).judge(bound);
    }

    /** What a field holds in the row: String, BigDecimal, Boolean, Instant, JsonNode, or null for nothing. */
    public static @Nullable Object value(Field field, Row row, Links links) {
        return new ConditionEval(row, links).value(field);
    }

    private Truth judge(Bound bound) {
        return switch (bound) {
            case Bound.Known(Truth truth) -> truth;
            case Bound.All(List<Bound> parts) -> {
                Truth truth = Truth.TRUE;
                for (Bound part : parts) {
                    truth = truth.and(judge(part));
                    if (truth == Truth.FALSE) {
                        break;
                    }
                }
                yield truth;
            }
            case Bound.Any(List<Bound> parts) -> {
                Truth truth = Truth.FALSE;
                for (Bound part : parts) {
                    truth = truth.or(judge(part));
                    if (truth == Truth.TRUE) {
                        break;
                    }
                }
                yield truth;
            }
            case Bound.Not(Bound part) -> judge(part).not();
            case Bound.Sure(Bound part) -> Truth.of(judge(part) == Truth.TRUE);
            case Bound.Present(Field field) -> Truth.of(value(field) != null);
            case Bound.LinkedTo(String type, Condition.Direction direction, String to) ->
                Truth.of(links.linked(row.id(), type, direction, to));
            case Bound.Near near -> near(near);
            case Bound.Within within -> within(within);
            default -> test(bound);
        };
    }

    private Truth test(Bound bound) {
        return switch (bound) {
            case Bound.Ordered(Field field, Relation relation, Object right) -> ordered(value(field), relation, right);
            case Bound.OneOf(Field field, List<Object> values) -> {
                Object left = value(field);
                yield left == null
                        ? Truth.UNKNOWN
                        : Truth.of(values.stream().anyMatch(right -> ordered(left, Relation.EQ, right) == Truth.TRUE));
            }
            case Bound.Matches matches ->
                value(matches.field()) instanceof String text ? Truth.of(matches(text, matches)) : Truth.UNKNOWN;
            case Bound.Holds(Field field, List<JsonNode> items, boolean all) ->
                value(field) instanceof ArrayNode list ? Truth.of(holds(list, items, all)) : Truth.UNKNOWN;
            case Bound.Same(Field field, JsonNode right) ->
                value(field) instanceof JsonNode left ? Truth.of(JsonMatch.same(left, right)) : Truth.UNKNOWN;
            case Bound.Includes(Field field, JsonNode part) ->
                value(field) instanceof JsonNode whole ? Truth.of(JsonMatch.includes(whole, part)) : Truth.UNKNOWN;
            case Bound.HasKey(Field field, String key) ->
                value(field) instanceof JsonNode json ? Truth.of(json.isObject() && json.has(key)) : Truth.UNKNOWN;
            case Bound.Size(Field field, Relation relation, long count) ->
                value(field) instanceof ArrayNode list
                        ? Truth.of(relation.holds(Long.compare(list.size(), count)))
                        : Truth.UNKNOWN;
            default -> throw new IllegalStateException("no test: " + bound);
        };
    }

    private static boolean matches(String text, Bound.Matches matches) {
        String read = matches.folded() ? PropertySql.fold(text) : text;
        return switch (matches.place()) {
            case START -> read.startsWith(matches.text());
            case END -> read.endsWith(matches.text());
            case ANYWHERE -> read.contains(matches.text());
        };
    }

    private static boolean holds(ArrayNode list, List<JsonNode> items, boolean all) {
        return all
                ? items.stream().allMatch(item -> JsonMatch.includes(list, item))
                : items.stream().anyMatch(item -> JsonMatch.includes(list, item));
    }

    private @Nullable Object value(Field field) {
        Row holder = holder(field);
        return holder == null ? null : RowValues.read(field.leaf(), holder);
    }

    private @Nullable Row holder(Field field) {
        if (!(field instanceof Field.Hop hop)) {
            return row;
        }
        return RowValues.read(hop.reference(), row.props()) instanceof String id
                ? links.referenced(hop.target(), id)
                : null;
    }

    private static Truth ordered(@Nullable Object left, Relation relation, Object right) {
        Integer order = order(left, right);
        return order == null ? Truth.UNKNOWN : Truth.of(relation.holds(order));
    }

    /** The order of two values of one type, or null when they cannot be compared. */
    private static @Nullable Integer order(@Nullable Object left, Object right) {
        return switch (left) {
            case null -> null;
            case String text when right instanceof String other -> codePoints(text, other);
            case BigDecimal number when right instanceof BigDecimal other -> number.compareTo(other);
            case Boolean flag when right instanceof Boolean other -> flag.compareTo(other);
            case Instant at when right instanceof String other -> at.compareTo(Instant.parse(other));
            case JsonNode json when json.isString() -> order(json.stringValue(), right);
            case JsonNode json when json.isNumber() -> order(json.decimalValue(), right);
            case JsonNode json when json.isBoolean() -> order(json.booleanValue(), right);
            default -> null;
        };
    }

    /** Order of code points, as {@code collate "C"} in UTF-8; String compares UTF-16 units, which differs. */
    static int codePoints(String a, String b) {
        return Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
    }

    private Truth near(Bound.Near near) {
        BigDecimal lat = coordinate(near.field(), "lat");
        BigDecimal lng = coordinate(near.field(), "lng");
        return between(lat, near.south(), near.north())
                .and(
                        lat == null || lng == null
                                ? Truth.UNKNOWN
                                : Truth.of(haversine(near, lat.doubleValue(), lng.doubleValue()) <= near.reach()));
    }

    private static double haversine(Bound.Near near, double lat, double lng) {
        double across = Math.sin(Math.toRadians(lat - near.lat()) / 2);
        double along = Math.sin(Math.toRadians(lng - near.lng()) / 2);
        return across * across + Math.cos(Math.toRadians(lat)) * Math.cos(Math.toRadians(near.lat())) * (along * along);
    }

    private Truth within(Bound.Within box) {
        BigDecimal lng = coordinate(box.field(), "lng");
        Truth east = lng == null ? Truth.UNKNOWN : Truth.of(lng.compareTo(box.west()) >= 0);
        Truth west = lng == null ? Truth.UNKNOWN : Truth.of(lng.compareTo(box.east()) <= 0);
        Truth across = box.west().compareTo(box.east()) <= 0 ? east.and(west) : east.or(west);
        return between(coordinate(box.field(), "lat"), box.south(), box.north()).and(across);
    }

    private static Truth between(@Nullable BigDecimal value, BigDecimal low, BigDecimal high) {
        return value == null ? Truth.UNKNOWN : Truth.of(value.compareTo(low) >= 0 && value.compareTo(high) <= 0);
    }

    private @Nullable BigDecimal coordinate(Field field, String axis) {
        Row holder = holder(field);
        if (holder == null || !(field.leaf() instanceof Field.OfProperty of)) {
            return null;
        }
        JsonNode value = holder.props().path(of.property().name()).path(axis);
        return value.isNumber() ? value.decimalValue() : null;
    }
}
