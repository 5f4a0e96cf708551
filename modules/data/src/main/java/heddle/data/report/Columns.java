package heddle.data.report;

import heddle.data.object.Guard;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.kernel.problem.Problem;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties and system fields that a report may name, as SQL over {@code o}. A hidden property is an unknown one. */
final class Columns {
    private static final Set<DataType> GROUPS = Set.of(
            DataType.STRING,
            DataType.EMAIL,
            DataType.URL,
            DataType.PHONE,
            DataType.INTEGER,
            DataType.NUMBER,
            DataType.DECIMAL,
            DataType.BOOLEAN,
            DataType.DATE,
            DataType.DATETIME,
            DataType.TIME,
            DataType.ENUM,
            DataType.REFERENCE,
            DataType.USER);

    private Columns() {}

    static Property property(Guard guard, String field, String name) {
        Property property = guard.schema().property(name);
        if (property == null || guard.hidden().anywhere().contains(name)) {
            throw Problem.invalid(
                    field, "unknown_property", guard.schema().type().name() + " has no property " + shown(name));
        }
        return property;
    }

    /** A scalar to group by, as text. */
    static String group(Guard guard, String field, String name) {
        if (name.equals("created_by")) {
            return "o.created_by";
        }
        Property property = property(guard, field, name);
        if (property.multiple() || !GROUPS.contains(property.dataType())) {
            throw Problem.invalid(
                    field,
                    "invalid_type",
                    "A report cannot group by a " + property.dataType().word());
        }
        return "(" + PropertySql.expression(property, "o.props") + ")::text";
    }

    /** A moment to put on a time line; a date is its midnight in the zone {@code :zone}. */
    static String moment(Guard guard, @Nullable String name) {
        if (name == null || name.equals("created_at") || name.equals("updated_at")) {
            return "o." + (name == null ? "created_at" : name);
        }
        Property property = property(guard, "date_property", name);
        String text = PropertySql.expression(property, "o.props");
        return switch (property.dataType()) {
            case DATETIME ->
                "(case when pg_input_is_valid(%s, 'timestamptz') then (%s)::timestamptz end)".formatted(text, text);
            case DATE ->
                "(case when pg_input_is_valid(%s, 'date') then (%s)::date::timestamp at time zone :zone end)"
                        .formatted(text, text);
            default ->
                throw Problem.invalid("date_property", "invalid_type", "date_property must be a date or a datetime");
        };
    }

    private static String shown(String name) {
        return name.length() > 80 ? name.substring(0, 80) : name;
    }
}
