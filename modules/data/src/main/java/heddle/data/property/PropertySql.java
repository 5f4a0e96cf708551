package heddle.data.property;

import static heddle.data.property.DataType.ENUM;

import heddle.kernel.id.Ids;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The SQL text over a property's value inside a {@code props jsonb} column.
 *
 * <p>Index, filter, sort and report must use exactly the same text, or the planner does not see the index. Every
 * expression is immutable, never raises, and reads a value that does not fit the type (left over from a deleted
 * property of the same name) as null. {@code props} is the column reference, e.g. {@code props} or {@code o.props}.
 *
 * <p>Each expression is wrapped in parentheses and holds no {@code ?} and no {@code :name}, so that it can stand in a
 * text with bound values.
 */
public final class PropertySql {
    /** A B-tree entry must fit a third of a page; a longer text is refused on write when it would be indexed. */
    public static final int MAX_INDEXED_BYTES = 2_600;

    private static final String DATE_SHAPE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";
    private static final String DATETIME_SHAPE =
            "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}[:][0-9]{2}[:][0-9]{2}[.][0-9]{3}Z$";
    private static final String TIME_SHAPE = "^[0-9]{2}[:][0-9]{2}[:][0-9]{2}$";
    private static final String DECIMAL_SHAPE = "^-{0,1}[0-9]{1,38}([.][0-9]{1,10}){0,1}$";
    private static final String CURRENCY_SHAPE = "^[A-Z]{3}$";

    private PropertySql() {}

    /**
     * The typed value: {@code text} in code point order, {@code numeric}, {@code boolean}, or {@code jsonb} for lists,
     * json and geo points. A currency gives its amount. A {@code case_insensitive} string is folded; compare it with
     * {@link #fold folded} values.
     */
    public static String expression(Property p, String props) {
        if (p.multiple()) {
            return jsonOf(p, props, "array");
        }
        return switch (p.dataType()) {
            case STRING, TEXT, RICH_TEXT, EMAIL, URL, PHONE, ENUM, REFERENCE, USER, FILE -> text(p, props);
            case DATE -> shaped(textOf(p, props), DATE_SHAPE);
            case DATETIME -> shaped(textOf(p, props), DATETIME_SHAPE);
            case TIME -> shaped(textOf(p, props), TIME_SHAPE);
            case INTEGER, NUMBER -> number(value(p, props), textOf(p, props));
            case DECIMAL -> decimal(textOf(p, props));
            case CURRENCY -> decimal(member(p, props, "amount"));
            case BOOLEAN ->
                "(case when jsonb_typeof(%s) = 'boolean' then cast(%s as boolean) end)"
                        .formatted(value(p, props), textOf(p, props));
            case MULTI_ENUM, ARRAY -> jsonOf(p, props, "array");
            case GEO_POINT -> jsonOf(p, props, "object");
            case JSON -> "(nullif(%s, 'null'))".formatted(value(p, props));
        };
    }

    /** What {@code order by} uses: the expression, except that an enum sorts by the order of its options. */
    public static String sortExpression(Property p, String props) {
        if (p.dataType() != ENUM) {
            return expression(p, props);
        }
        JsonNode order = p.options().path("order");
        Stream<String> words = order.isArray() ? order.valueStream().map(JsonNode::asString) : p.enumValues().stream();
        String options = words.map(PropertySql::quote).collect(Collectors.joining(", "));
        return "(array_position(cast(array[%s] as text[]) collate \"C\", %s))".formatted(options, expression(p, props));
    }

    /** The three letters of a currency value, as text. */
    public static String currencyCode(Property p, String props) {
        return shaped(member(p, props, "currency"), CURRENCY_SHAPE);
    }

    /** The latitude of a geo point in degrees, numeric. */
    public static String lat(Property p, String props) {
        return coordinate(p, props, "lat");
    }

    /** The longitude of a geo point in degrees, numeric. */
    public static String lng(Property p, String props) {
        return coordinate(p, props, "lng");
    }

    /** The raw jsonb value, whatever its type: null when the key is absent. */
    public static String json(Property p, String props) {
        return "(" + value(p, props) + ")";
    }

    /** The {@code tsvector} of a text-like property, for {@code @@ websearch_to_tsquery('pg_catalog.simple', ..)}. */
    public static String searchVector(Property p, String props) {
        String text = p.dataType() == DataType.RICH_TEXT
                ? "regexp_replace(%s, '<[^>]*>', ' ', 'g')".formatted(textOf(p, props))
                : textOf(p, props);
        return "(to_tsvector('pg_catalog.simple', case when jsonb_typeof(%s) = 'string' then left(%s, 100000) end))"
                .formatted(value(p, props), text);
    }

    /** The SQL type of {@link #expression}. */
    public static String sqlType(Property p) {
        if (p.multiple()) {
            return "jsonb";
        }
        return switch (p.dataType()) {
            case STRING, TEXT, RICH_TEXT, EMAIL, URL, PHONE, ENUM, REFERENCE, USER, FILE, DATE, DATETIME, TIME ->
                "text";
            case INTEGER, NUMBER, DECIMAL, CURRENCY -> "numeric";
            case BOOLEAN -> "boolean";
            case MULTI_ENUM, ARRAY, JSON, GEO_POINT -> "jsonb";
        };
    }

    /** The statements that build the property's indexes over a schema-qualified table, inside a transaction. */
    public static List<String> indexDdl(Property p, String table) {
        return PropertyIndex.of(p, table).stream().map(PropertyIndex::create).toList();
    }

    /**
     * The columns of the tenant's SQL view over {@code props}, each with its name: one, or amount and
     * {@code "name.currency"} for a currency. The value has its natural SQL type and is as it was written, not folded.
     */
    public static String viewColumn(Property p) {
        String name = identifier(p.name());
        if (p.dataType() == DataType.CURRENCY) {
            String base = p.name().length() > 54 ? Ids.body(p.id()) : p.name();
            return "%s as %s, cast(%s as char(3)) as %s"
                    .formatted(expression(p, "props"), name, currencyCode(p, "props"), identifier(base + ".currency"));
        }
        return viewed(p, "props") + " as " + name;
    }

    private static String viewed(Property p, String props) {
        String text = textOf(p, props);
        if (p.multiple()) {
            return textArray(p, props);
        }
        return switch (p.dataType()) {
            case STRING, TEXT, RICH_TEXT, EMAIL, URL, PHONE, ENUM, REFERENCE, USER, FILE ->
                "(case when jsonb_typeof(%s) = 'string' then %s end)".formatted(value(p, props), text);
            case INTEGER -> castOf(number(value(p, props), text), "bigint");
            case NUMBER -> castOf(number(value(p, props), text), "double precision");
            case DATE -> castOf(expression(p, props), "date");
            case DATETIME -> castOf(expression(p, props), "timestamptz");
            case TIME -> castOf(expression(p, props), "time");
            case MULTI_ENUM -> textArray(p, props);
            case GEO_POINT ->
                "point(cast(%s as double precision), cast(%s as double precision))"
                        .formatted(latLng(lng(p, props)), latLng(lat(p, props)));
            case DECIMAL, CURRENCY, BOOLEAN, ARRAY, JSON -> expression(p, props);
        };
    }

    /** Null instead of an error when the text is not of the type, e.g. a leftover {@code 1.5} or {@code 1e999}. */
    private static String castOf(String expression, String type) {
        return "(case when pg_input_is_valid(cast(%s as text), '%s') then cast(cast(%s as text) as %s) end)"
                .formatted(expression, type, expression, type);
    }

    private static String latLng(String coordinate) {
        return "case when %s between -180 and 180 then %s end".formatted(coordinate, coordinate);
    }

    private static String textArray(Property p, String props) {
        return "(case when jsonb_typeof(%s) = 'array' then array(select jsonb_array_elements_text(%s)) end)"
                .formatted(value(p, props), value(p, props));
    }

    /** Whether stored texts are compared without regard to case. */
    public static boolean caseInsensitive(Property p) {
        return p.dataType() == DataType.STRING
                && p.options().path("case_insensitive").asBoolean(false);
    }

    /** Lower-cases each code point by itself, as {@code lower(.. collate "pg_c_utf8")} does. */
    public static String fold(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** A SQL string literal. */
    public static String quote(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A SQL identifier that keeps its case. */
    public static String identifier(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /** Whether {@link #expression} reads this text, and not as null because it is too long for the index. */
    public static boolean readable(Property p, String text) {
        return !inBtree(p) || text.getBytes(StandardCharsets.UTF_8).length <= MAX_INDEXED_BYTES;
    }

    /** Whether the value is kept in a B-tree, so that its size is limited. */
    static boolean inBtree(Property p) {
        return (p.indexed() || p.sortable() || p.unique()) && !p.multiple() && sortableText(p.dataType());
    }

    private static boolean sortableText(DataType type) {
        return switch (type) {
            case STRING, EMAIL, URL, PHONE, ENUM, REFERENCE, USER, FILE -> true;
            default -> false;
        };
    }

    private static String text(Property p, String props) {
        String text = textOf(p, props);
        String fits = inBtree(p) ? " and octet_length(%s) <= %d".formatted(text, MAX_INDEXED_BYTES) : "";
        String read = caseInsensitive(p) ? "lower(%s collate \"pg_c_utf8\")".formatted(text) : text;
        return "(case when jsonb_typeof(%s) = 'string'%s then %s end collate \"C\")"
                .formatted(value(p, props), fits, read);
    }

    private static String shaped(String text, String shape) {
        return "(case when %s ~ '%s' then %s end collate \"C\")".formatted(text, shape, text);
    }

    private static String decimal(String text) {
        return "(case when %s ~ '%s' then cast(%s as numeric) end)".formatted(text, DECIMAL_SHAPE, text);
    }

    private static String number(String value, String text) {
        return "(case when jsonb_typeof(%s) = 'number' then cast(%s as numeric) end)".formatted(value, text);
    }

    private static String coordinate(Property p, String props, String axis) {
        return number("%s->'%s'".formatted(value(p, props), axis), member(p, props, axis));
    }

    private static String jsonOf(Property p, String props, String kind) {
        return "(case when jsonb_typeof(%s) = '%s' then %s end)".formatted(value(p, props), kind, value(p, props));
    }

    private static String value(Property p, String props) {
        return props + "->" + quote(p.name());
    }

    private static String textOf(Property p, String props) {
        return "(" + props + "->>" + quote(p.name()) + ")";
    }

    private static String member(Property p, String props, String key) {
        return "(%s->>'%s')".formatted(value(p, props), key);
    }
}
