package heddle.data.sql;

import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The values sent with a statement. Texts and nulls take the type that the statement gives them, as literals do; numbers
 * and booleans bring their own.
 */
record SqlParams(List<JsonNode> values) {
    static final int MAX = 100;
    private static final int MAX_ITEMS = 10_000;

    /**
     * @throws Problem 400 when there are too many or one is not a scalar or a list of them
     */
    static SqlParams of(@Nullable List<JsonNode> given) {
        List<JsonNode> values = given == null ? List.of() : given;
        if (values.size() > MAX) {
            throw Problem.invalid("params", "too_many_items", "Send at most " + MAX + " values");
        }
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            if (!isSound(values.get(i))) {
                faults.add(new Fault(
                        "params[" + i + "]",
                        "invalid_type",
                        "Send a text, number, boolean, null, or a list of texts, of numbers or of booleans"));
            }
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return new SqlParams(values);
    }

    private static boolean isSound(JsonNode value) {
        if (!value.isArray()) {
            return value.isNull() || isScalar(value);
        }
        return value.size() <= MAX_ITEMS
                && value.valueStream().allMatch(SqlParams::isScalar)
                && value.valueStream().map(SqlParams::kind).distinct().count() <= 1;
    }

    private static boolean isScalar(JsonNode value) {
        return value.isString() || value.isBoolean() || (value.isNumber() && isBearable(value.decimalValue()));
    }

    /** {@code 1e400} would be written out in 400 digits. */
    private static boolean isBearable(BigDecimal number) {
        return Math.abs((long) number.scale()) <= 400 && number.precision() <= 400;
    }

    private static String kind(JsonNode value) {
        return value.isString() ? "text" : value.isBoolean() ? "bool" : "numeric";
    }

    void bind(PreparedStatement prepared, Statement statement) throws SQLException {
        for (int i = 0; i < statement.values().size(); i++) {
            JsonNode value = values.get(statement.values().get(i));
            boolean asText = statement.nullTests().get(i) && (value.isString() || value.isNull());
            if (asText) {
                prepared.setString(i + 1, value.isNull() ? null : value.stringValue());
            } else {
                bind(prepared, i + 1, value);
            }
        }
    }

    private static void bind(PreparedStatement prepared, int at, JsonNode value) throws SQLException {
        if (value.isNull()) {
            prepared.setNull(at, Types.NULL);
        } else if (value.isBoolean()) {
            prepared.setBoolean(at, value.booleanValue());
        } else if (value.isArray()) {
            prepared.setArray(at, array(prepared, value));
        } else if (value.isString()) {
            prepared.setObject(at, value.stringValue(), Types.OTHER);
        } else if (value.isIntegralNumber() && value.canConvertToInt()) {
            prepared.setInt(at, value.intValue());
        } else if (value.isIntegralNumber() && value.canConvertToLong()) {
            prepared.setLong(at, value.longValue());
        } else {
            prepared.setBigDecimal(at, value.decimalValue());
        }
    }

    private static Array array(PreparedStatement prepared, JsonNode list) throws SQLException {
        String kind = list.isEmpty() ? "text" : kind(list.get(0));
        Object[] items = list.valueStream()
                .map(v -> v.isString() ? v.stringValue() : v.isBoolean() ? (Object) v.booleanValue() : v.decimalValue())
                .toArray();
        return prepared.getConnection().createArrayOf(kind, items);
    }
}
