package heddle.data.report;

import heddle.data.object.Guard;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a report adds up.
 *
 * @param sql an aggregate over {@code o}, numeric
 * @param currency the SQL of the currency code to keep sums apart by, or null when the value is no money
 */
record Measure(String word, String sql, @Nullable String currency) {
    private static final List<String> WORDS = List.of("count", "sum", "avg", "min", "max", "count_distinct", "median");
    private static final Set<DataType> NUMBERS =
            Set.of(DataType.INTEGER, DataType.NUMBER, DataType.DECIMAL, DataType.CURRENCY);

    /**
     * @throws Problem 400 when the words do not go together
     */
    static Measure of(Guard guard, @Nullable String aggregation, @Nullable String valueProperty) {
        String word = aggregation == null ? "count" : aggregation;
        if (!WORDS.contains(word)) {
            throw Problem.invalid("aggregation", "not_in_enum", "aggregation must be one of " + WORDS);
        }
        if (word.equals("count")) {
            return new Measure(word, "count(*)::numeric", null);
        }
        if (valueProperty == null) {
            throw Problem.invalid("value_property", "required", word + " needs a value_property");
        }
        Property property = Columns.property(guard, "value_property", valueProperty);
        String value = PropertySql.expression(property, "o.props");
        if (word.equals("count_distinct")) {
            return new Measure(word, "count(distinct " + value + ")::numeric", null);
        }
        if (!NUMBERS.contains(property.dataType())) {
            throw Problem.invalid("value_property", "invalid_type", word + " needs a property that holds numbers");
        }
        String sql = word.equals("median")
                ? "percentile_cont(0.5) within group (order by " + value + ")::numeric"
                : word + "(" + value + ")";
        String code = property.dataType() == DataType.CURRENCY ? PropertySql.currencyCode(property, "o.props") : null;
        return new Measure(word, sql, code);
    }
}
