package heddle.data.list;

import heddle.data.filter.Field;
import heddle.data.filter.Row;
import heddle.data.filter.RowValues;
import heddle.data.filter.SqlPredicate;
import heddle.data.filter.Storable;
import heddle.data.filter.SystemField;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.list.Cursor;
import heddle.kernel.problem.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Pages of a list by key, not by offset: rows that were there throughout are neither repeated nor skipped.
 *
 * <p>Rows without a value of the first key form a stretch of their own at the end. That keeps each stretch in the order
 * of an index in both directions, where {@code desc nulls last} would sort the whole table.
 */
public final class Keyset {
    private final Sort sort;
    private final String hash;

    private Keyset(Sort sort, String hash) {
        this.sort = sort;
        this.hash = hash;
    }

    /**
     * The pages of one list.
     *
     * @param scope what makes the list another one: type, filter, search, view as the caller spelled them
     */
    public static Keyset of(Sort sort, String scope) {
        return new Keyset(sort, Cursor.hash(sort.text() + "\n" + scope));
    }

    /**
     * The stretches that follow a cursor, in order.
     *
     * @param cursor as the caller sent it, or null for the beginning
     * @param prefix begins the name of every bound value
     * @param alias of the object table in the statement
     * @throws Problem 400 INVALID_CURSOR when the cursor is malformed or of another list
     */
    public List<Stretch> after(@Nullable String cursor, String prefix, String alias) {
        Texts texts = new Texts(prefix, alias);
        SortKey first = sort.keys().getFirst();
        String expression = texts.expression(first.field());
        List<Stretch> out = new ArrayList<>();
        List<@Nullable Object> values = cursor == null ? null : values(Cursor.decode(cursor));
        String id = cursor == null ? "" : Cursor.decode(cursor).id();
        boolean inTail = values != null && values.getFirst() == null;
        if (!inTail) {
            String some = first.nullable() ? expression + " is not null" : "true";
            String where = values == null ? some : texts.following(0, values, id);
            out.add(new Stretch(texts.predicate(where), texts.order(0)));
        }
        if (first.nullable()) {
            String none = expression + " is null";
            String where = inTail && values != null ? none + " and " + texts.following(1, values, id) : none;
            out.add(new Stretch(texts.predicate(where), texts.order(1)));
        }
        return out;
    }

    /** The cursor that continues after this row. */
    public String cursor(Row last) {
        List<JsonNode> keys = sort.keys().stream()
                .map(key -> Json.mapper().<JsonNode>valueToTree(sortValue(key.field(), last)))
                .toList();
        return new Cursor(last.id(), keys, order(), hash).encode();
    }

    private String order() {
        return sort.idDescending() ? "desc" : "asc";
    }

    private static @Nullable Object sortValue(Field field, Row row) {
        Object value = RowValues.read(field, row);
        if (value instanceof Instant at) {
            return at.toString();
        }
        if (isEnum(field)) {
            int at = property(field).enumValues().indexOf(String.valueOf(value));
            return at < 0 ? null : at + 1;
        }
        return value;
    }

    private static boolean isEnum(Field field) {
        return field instanceof Field.OfProperty(Property p) && p.dataType() == DataType.ENUM;
    }

    private static Property property(Field field) {
        return ((Field.OfProperty) field).property();
    }

    private List<@Nullable Object> values(Cursor cursor) {
        if (!cursor.hash().equals(hash)
                || !cursor.order().equals(order())
                || cursor.keys().size() != sort.keys().size()
                || !Ids.isId("obj", cursor.id())) {
            throw Cursor.invalid();
        }
        List<@Nullable Object> out = new ArrayList<>();
        for (int i = 0; i < cursor.keys().size(); i++) {
            out.add(value(sort.keys().get(i), cursor.keys().get(i)));
        }
        return out;
    }

    private static @Nullable Object value(SortKey key, JsonNode node) {
        if (node.isNull() && key.nullable()) {
            return null;
        }
        if (isWhole(key.field())) {
            if (!node.isIntegralNumber() || !node.canConvertToLong()) {
                throw Cursor.invalid();
            }
            return node.longValue();
        }
        boolean number = key.field().kind() == Field.Kind.NUMBER;
        if (number && node.isNumber() && Storable.test(node)) {
            return node.decimalValue();
        }
        if (key.field().kind() == Field.Kind.BOOLEAN && node.isBoolean()) {
            return node.booleanValue();
        }
        if (number || key.field().kind() == Field.Kind.BOOLEAN || !node.isString()) {
            throw Cursor.invalid();
        }
        if (key.field().kind() == Field.Kind.INSTANT) {
            return instant(node.stringValue());
        }
        if (!Storable.test(node)) {
            throw Cursor.invalid();
        }
        return node.stringValue();
    }

    /** Whether the sort value is an integer of the database, not a numeric. */
    private static boolean isWhole(Field field) {
        return field instanceof Field.OfSystem(SystemField system) ? system == SystemField.VERSION : isEnum(field);
    }

    /**
     * A point in time that a cursor holds, as the database reads it.
     *
     * @throws heddle.kernel.problem.Problem 400 INVALID_CURSOR when it is none
     */
    public static String instant(String text) {
        try {
            Instant at = Instant.parse(text);
            if (at.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
                    || at.isAfter(Instant.parse("9999-12-31T23:59:59Z"))) {
                throw Cursor.invalid();
            }
            return at.toString();
        } catch (DateTimeException e) {
            throw Cursor.invalid();
        }
    }

    /** The SQL of one reading, and the values bound on the way. */
    private final class Texts {
        private final String prefix;
        private final String alias;
        private Map<String, Object> params = new LinkedHashMap<>();
        private int count;

        Texts(String prefix, String alias) {
            this.prefix = prefix;
            this.alias = alias;
        }

        /** Hands over what was bound since the last predicate, so that each stretch names its own values only. */
        SqlPredicate predicate(String where) {
            Map<String, Object> bound = params;
            params = new LinkedHashMap<>();
            return where.equals("true") ? SqlPredicate.TRUE : new SqlPredicate("(" + where + ")", bound);
        }

        String expression(Field field) {
            return switch (field) {
                case Field.OfSystem system -> alias + "." + system.field().word();
                case Field.OfProperty of -> PropertySql.sortExpression(of.property(), alias + ".props");
                default -> throw new IllegalStateException(field.name() + " has no order");
            };
        }

        String order(int from) {
            StringBuilder out = new StringBuilder();
            for (int i = from; i < sort.keys().size(); i++) {
                SortKey key = sort.keys().get(i);
                out.append(expression(key.field())).append(key.descending() ? " desc" : " asc");
                out.append(i > 0 && key.nullable() && key.descending() ? " nulls last, " : ", ");
            }
            return out.append(alias)
                    .append(sort.idDescending() ? ".id desc" : ".id asc")
                    .toString();
        }

        /** What follows the values from a key on: a row comparison where one key is left, else key by key. */
        String following(int from, List<@Nullable Object> values, String id) {
            String past = sort.idDescending() ? " < " : " > ";
            if (from == sort.keys().size()) {
                return alias + ".id" + past + bind(id);
            }
            SortKey key = sort.keys().get(from);
            Object value = values.get(from);
            String expression = expression(key.field());
            if (value == null) {
                return "(" + expression + " is null and " + following(from + 1, values, id) + ")";
            }
            String bound = typed(key, value);
            String beyond = key.descending() ? " < " : " > ";
            if (from == 0 && sort.keys().size() == 1) {
                return "(" + expression + ", " + alias + ".id)" + past + "(" + bound + ", " + bind(id) + ")";
            }
            String rest = following(from + 1, values, id);
            String tail = from > 0 && key.nullable() ? " or " + expression + " is null" : "";
            String ties = "(%s = %s and %s)".formatted(expression, bound, rest);
            String split = "(%s%s%s or %s%s)".formatted(expression, beyond, bound, ties, tail);
            String start = key.descending() ? " <= " : " >= ";
            return from > 0 ? split : "(" + expression + start + bound + " and " + split + ")";
        }

        private String typed(SortKey key, Object value) {
            String name = bind(value);
            return key.field().kind() == Field.Kind.INSTANT ? "cast(" + name + " as timestamptz)" : name;
        }

        private String bind(Object value) {
            String name = prefix + count++;
            params.put(name, value);
            return ":" + name;
        }
    }
}
