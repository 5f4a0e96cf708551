package heddle.data.filter;

import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The typed value of a field in a row: what {@link PropertySql} reads in the database, read in Java. A value that does
 * not fit the type is no value.
 */
public final class RowValues {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern DATETIME =
            Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z");
    private static final Pattern TIME = Pattern.compile("[0-9]{2}:[0-9]{2}:[0-9]{2}");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,38}(\\.[0-9]{1,10})?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final Pattern INDEX = Pattern.compile("-?[0-9]{1,10}");

    private RowValues() {}

    /**
     * A String, BigDecimal, Boolean, Instant or JsonNode by the kind of the field, or null.
     *
     * @param row the row that holds the leaf of the field
     */
    public static @Nullable Object read(Field leaf, Row row) {
        return switch (leaf) {
            case Field.OfProperty of -> read(of.property(), row.props());
            case Field.CurrencyCode code ->
                shaped(row.props().path(code.property().name()).path("currency"), CURRENCY);
            case Field.JsonPath path -> at(row.props().get(path.property().name()), path);
            case Field.OfSystem system ->
                switch (system.field()) {
                    case ID -> row.id();
                    case CREATED_BY -> row.createdBy();
                    case CREATED_AT -> row.createdAt();
                    case UPDATED_AT -> row.updatedAt();
                    case VERSION -> BigDecimal.valueOf(row.version());
                    case IS_DELETED -> row.deleted();
                };
            case Field.Hop hop -> throw new IllegalArgumentException(hop.name() + " is in another row");
        };
    }

    /** The typed value of a property, or null. */
    public static @Nullable Object read(Property p, ObjectNode props) {
        JsonNode value = props.path(p.name());
        if (p.multiple()) {
            return value.isArray() ? value : null;
        }
        return switch (p.dataType()) {
            case STRING, TEXT, RICH_TEXT, EMAIL, URL, PHONE, ENUM, REFERENCE, USER, FILE -> text(p, value);
            case DATE -> shaped(value, DATE);
            case DATETIME -> shaped(value, DATETIME);
            case TIME -> shaped(value, TIME);
            case INTEGER, NUMBER -> value.isNumber() ? value.decimalValue() : null;
            case DECIMAL -> decimal(value);
            case CURRENCY -> decimal(value.path("amount"));
            case BOOLEAN -> value.isBoolean() ? value.booleanValue() : null;
            case MULTI_ENUM, ARRAY -> value instanceof ArrayNode ? value : null;
            case GEO_POINT -> value instanceof ObjectNode ? value : null;
            case JSON -> value.isMissingNode() || value.isNull() ? null : value;
        };
    }

    private static @Nullable String text(Property p, JsonNode value) {
        if (!value.isString() || !PropertySql.readable(p, value.stringValue())) {
            return null;
        }
        return PropertySql.caseInsensitive(p) ? PropertySql.fold(value.stringValue()) : value.stringValue();
    }

    private static @Nullable String shaped(JsonNode value, Pattern shape) {
        return value.isString() && shape.matcher(value.stringValue()).matches() ? value.stringValue() : null;
    }

    private static @Nullable BigDecimal decimal(JsonNode value) {
        String text =
                value.isNumber() ? value.decimalValue().toPlainString() : value.isString() ? value.stringValue() : "";
        return DECIMAL.matcher(text).matches() ? new BigDecimal(text) : null;
    }

    /** What {@code #>} finds: keys of objects, and whole numbers in arrays, where negative ones count from the end. */
    private static @Nullable JsonNode at(@Nullable JsonNode root, Field.JsonPath path) {
        JsonNode found = root;
        for (String step : path.path()) {
            found = switch (found) {
                case ObjectNode object -> object.get(step);
                case ArrayNode array when INDEX.matcher(step).matches() -> item(array, Long.parseLong(step));
                case null, default -> null;
            };
        }
        return found == null || found.isNull() ? null : found;
    }

    private static @Nullable JsonNode item(ArrayNode array, long index) {
        long at = index < 0 ? array.size() + index : index;
        return at < 0 || at >= array.size() ? null : array.get((int) at);
    }
}
