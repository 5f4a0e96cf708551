package heddle.data.filter;

import heddle.kernel.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Writes a condition as one SQL predicate over an object table, with the same expressions as the indexes.
 *
 * <p>Names in the text come from our own ids and from properties of the schema; everything a caller sent is bound.
 */
public final class ConditionSql {
    /** Longer lists of items lose the index of the list, shorter ones are spelled out to use it. */
    private static final int MAX_SPELLED = 16;

    private final SqlFields fields;
    private final String alias;

    private ConditionSql(SqlFields fields, String alias) {
        this.fields = fields;
        this.alias = alias;
    }

    /**
     * The predicate of a condition.
     *
     * @param prefix begins the name of every value, e.g. {@code f} for {@code :f0}
     * @param alias of the object table in the statement, e.g. {@code o}
     */
    public static SqlPredicate of(Condition condition, Bindings bindings, String prefix, String alias) {
        return of(Binder.bind(condition, bindings), ReferenceGuard.OPEN, prefix, alias);
    }

    /** The predicate of a bound condition, which follows references only to objects that the guard lets through. */
    public static SqlPredicate of(Bound bound, ReferenceGuard guard, String prefix, String alias) {
        SqlFields fields = new SqlFields(guard, prefix, alias);
        String sql = new ConditionSql(fields, alias).write(bound);
        return new SqlPredicate(sql, fields.params());
    }

    private String write(Bound bound) {
        return switch (bound) {
            case Bound.Known(Truth truth) ->
                switch (truth) {
                    case TRUE -> "true";
                    case FALSE -> "false";
                    case UNKNOWN -> "cast(null as boolean)";
                };
            case Bound.All(List<Bound> parts) -> joined(parts, " and ");
            case Bound.Any(List<Bound> parts) -> joined(parts, " or ");
            case Bound.Not(Bound.Present(Field field)) -> "(" + fields.value(field) + " is null)";
            case Bound.Not(Bound part) -> "(not " + write(part) + ")";
            case Bound.Sure(Bound part) -> "coalesce(" + write(part) + ", false)";
            case Bound.Present(Field field) -> "(" + fields.value(field) + " is not null)";
            case Bound.Ordered ordered -> ordered(ordered);
            case Bound.OneOf oneOf -> oneOf(oneOf);
            case Bound.Matches matches -> matches(matches);
            case Bound.Holds holds -> holds(holds);
            case Bound.Same(Field field, JsonNode value) -> "(" + fields.value(field) + " = " + json(value) + ")";
            case Bound.Includes(Field field, JsonNode part) -> "(" + fields.value(field) + " @> " + json(part) + ")";
            case Bound.HasKey(Field field, String key) ->
                "(jsonb_typeof(%s) = 'object' and jsonb_exists(%s, %s))"
                        .formatted(fields.value(field), fields.value(field), fields.bind(key));
            case Bound.Size(Field field, Relation relation, long count) ->
                "(jsonb_array_length(%s) %s %s)".formatted(fields.value(field), relation.sql, fields.bind(count));
            case Bound.Near near -> near(near);
            case Bound.Within within -> within(within);
            case Bound.LinkedTo linked -> linked(linked);
        };
    }

    private String joined(List<Bound> parts, String word) {
        return parts.stream().map(this::write).collect(Collectors.joining(word, "(", ")"));
    }

    private String ordered(Bound.Ordered ordered) {
        Field field = ordered.field();
        String left = field.kind() == Field.Kind.JSON ? fields.typed(field, ordered.value()) : fields.value(field);
        String right = fields.bind(ordered.value());
        return field.kind() == Field.Kind.INSTANT
                ? "(%s %s cast(%s as timestamptz))".formatted(left, ordered.relation().sql, right)
                : "(%s %s %s)".formatted(left, ordered.relation().sql, right);
    }

    private String oneOf(Bound.OneOf oneOf) {
        String[] texts = oneOf.values().stream()
                .map(v -> v instanceof BigDecimal number ? number.toPlainString() : v.toString())
                .toArray(String[]::new);
        String type = switch (oneOf.field().kind()) {
            case NUMBER -> "numeric";
            case BOOLEAN -> "boolean";
            case INSTANT -> "timestamptz";
            default -> "text";
        };
        return "(%s = any(cast(%s as %s[])))".formatted(fields.value(oneOf.field()), fields.bind(texts), type);
    }

    private String matches(Bound.Matches matches) {
        String text = fields.value(matches.field());
        String left = matches.folded() ? "lower(%s collate \"pg_c_utf8\")".formatted(text) : text;
        String piece = matches.text().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        String pattern = switch (matches.place()) {
            case START -> piece + "%";
            case END -> "%" + piece;
            case ANYWHERE -> "%" + piece + "%";
        };
        return "(%s like %s)".formatted(left, fields.bind(pattern));
    }

    private String holds(Bound.Holds holds) {
        String list = fields.value(holds.field());
        if (holds.all() || holds.items().size() == 1) {
            return "(" + list + " @> " + json(array(holds.items())) + ")";
        }
        if (holds.items().size() <= MAX_SPELLED) {
            return holds.items().stream()
                    .map(item -> list + " @> " + json(array(List.of(item))))
                    .collect(Collectors.joining(" or ", "(", ")"));
        }
        String[] texts = holds.items().stream()
                .map(item -> Json.text(array(List.of(item))))
                .toArray(String[]::new);
        return "(%s @> any(cast(%s as jsonb[])))".formatted(list, fields.bind(texts));
    }

    private static ArrayNode array(List<JsonNode> items) {
        ArrayNode out = Json.mapper().createArrayNode();
        items.forEach(out::add);
        return out;
    }

    private String json(JsonNode value) {
        return "cast(" + fields.bind(Json.text(value)) + " as jsonb)";
    }

    private String near(Bound.Near near) {
        String lat = fields.lat(near.field());
        String lng = fields.lng(near.field());
        String atLat = fields.bind(near.lat());
        String atLng = fields.bind(near.lng());
        return """
                (%1$s >= %5$s and %1$s <= %6$s and \
                power(sin(radians(cast(%1$s as float8) - %3$s) / 2), 2) \
                + cos(radians(cast(%1$s as float8))) * cos(radians(%3$s)) \
                * power(sin(radians(cast(%2$s as float8) - %4$s) / 2), 2) <= %7$s)""".formatted(
                        lat,
                        lng,
                        atLat,
                        atLng,
                        fields.bind(near.south()),
                        fields.bind(near.north()),
                        fields.bind(near.reach()));
    }

    private String within(Bound.Within box) {
        String lat = fields.lat(box.field());
        String lng = fields.lng(box.field());
        String word = box.west().compareTo(box.east()) <= 0 ? "and" : "or";
        return "(%s >= %s and %s <= %s and (%s >= %s %s %s <= %s))"
                .formatted(
                        lat,
                        fields.bind(box.south()),
                        lat,
                        fields.bind(box.north()),
                        lng,
                        fields.bind(box.west()),
                        word,
                        lng,
                        fields.bind(box.east()));
    }

    private String linked(Bound.LinkedTo linked) {
        List<String> ends = new ArrayList<>();
        if (linked.direction() != Condition.Direction.INCOMING) {
            ends.add(end(linked, "from_id", "to_id"));
        }
        if (linked.direction() != Condition.Direction.OUTGOING) {
            ends.add(end(linked, "to_id", "from_id"));
        }
        return ends.size() == 1 ? ends.getFirst() : "(" + String.join(" or ", ends) + ")";
    }

    private String end(Bound.LinkedTo linked, String mine, String theirs) {
        String other = linked.to() == null ? "" : " and a." + theirs + " = " + fields.bind(linked.to());
        return """
                (exists (select 1 from data.associations a where a.tenant_id = :tenant \
                and a.association_type = %s and a.%s = %s.id%s))""".formatted(fields.bind(linked.associationType()), mine, alias, other);
    }
}
