package heddle.data.sql;

import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Turns the columns of a result into JSON without losing a digit. */
final class SqlCells {
    private static final BigDecimal SAFE = BigDecimal.valueOf(1L << 53);
    private static final int SAFE_DIGITS = 15;

    private final List<String> names;
    private final List<String> types;
    private final UnaryOperator<String> shown;

    /**
     * @param shown what becomes of texts, e.g. of the lines of a plan
     */
    SqlCells(ResultSetMetaData columns, UnaryOperator<String> shown) throws SQLException {
        this.shown = shown;
        this.names = new ArrayList<>();
        this.types = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            String name = columns.getColumnLabel(i);
            String unique = name;
            for (int n = 2; !taken.add(unique); n++) {
                unique = name + "_" + n;
            }
            names.add(unique);
            types.add(columns.getColumnTypeName(i));
        }
    }

    List<String> names() {
        return names;
    }

    List<String> types() {
        return types;
    }

    ObjectNode row(ResultSet row) throws SQLException {
        ObjectNode out = Json.object();
        for (int i = 0; i < names.size(); i++) {
            out.set(names.get(i), cell(row, i + 1, types.get(i)));
        }
        return out;
    }

    private JsonNode cell(ResultSet row, int at, String type) throws SQLException {
        String text = row.getString(at);
        if (text == null) {
            return NullNode.getInstance();
        }
        return switch (type) {
            case "bool" -> Json.mapper().getNodeFactory().booleanNode(row.getBoolean(at));
            case "int2", "int4", "int8", "numeric", "serial", "bigserial", "smallserial" -> number(text);
            case "float4", "float8" -> floating(row.getDouble(at), text);
            case "json", "jsonb" -> json(text);
            case "bytea" -> StringNode.valueOf(Base64.getEncoder().encodeToString(row.getBytes(at)));
            case "timestamptz" -> StringNode.valueOf(instant(row.getObject(at, OffsetDateTime.class), text));
            default -> type.startsWith("_") ? array(row.getArray(at), text) : StringNode.valueOf(shown.apply(text));
        };
    }

    /** A number as such while a reader with double precision can hold it, else its digits. */
    private static JsonNode number(String text) {
        if (text.equals("NaN") || text.endsWith("Infinity")) {
            return StringNode.valueOf(text);
        }
        BigDecimal value = new BigDecimal(text);
        boolean whole = value.scale() <= 0;
        boolean safe = value.abs().compareTo(SAFE) <= 0 && (whole || value.precision() <= SAFE_DIGITS);
        return safe ? DecimalNode.valueOf(value) : StringNode.valueOf(text);
    }

    private static JsonNode floating(double value, String text) {
        return Double.isFinite(value) ? DoubleNode.valueOf(value) : StringNode.valueOf(text);
    }

    private JsonNode json(String text) {
        String seen = shown.apply(text);
        try {
            return Json.trusted(seen);
        } catch (JacksonException tooDeepOrDouble) {
            return StringNode.valueOf(seen);
        }
    }

    private static String instant(@Nullable OffsetDateTime value, String text) {
        if (value == null || value.equals(OffsetDateTime.MAX) || value.equals(OffsetDateTime.MIN)) {
            return text;
        }
        return instant(value.toInstant());
    }

    private static String instant(Instant at) {
        return at.equals(at.truncatedTo(ChronoUnit.MILLIS)) ? InstantText.of(at) : at.toString();
    }

    private static JsonNode array(Array array, String text) throws SQLException {
        return array.getArray() instanceof Object[] items ? list(items) : StringNode.valueOf(text);
    }

    private static ArrayNode list(Object[] items) {
        ArrayNode out = Json.mapper().createArrayNode();
        for (Object item : items) {
            out.add(item(item));
        }
        return out;
    }

    private static JsonNode item(@Nullable Object item) {
        return switch (item) {
            case null -> NullNode.getInstance();
            case Object[] inner -> list(inner);
            case Boolean flag -> Json.mapper().getNodeFactory().booleanNode(flag);
            case Double number -> floating(number, number.toString());
            case Float number -> floating(number, number.toString());
            case Number number -> number(number.toString());
            case Timestamp at -> StringNode.valueOf(instant(at.toInstant()));
            default -> StringNode.valueOf(item.toString());
        };
    }
}
