package heddle.data.list;

import heddle.data.filter.Field;
import heddle.data.filter.SystemField;

/** One field to order by. Rows without a value come last in both directions. */
public record SortKey(Field field, boolean descending) {

    /** Whether some row may lack a value. */
    boolean nullable() {
        return !(field instanceof Field.OfSystem system) || system.field() == SystemField.CREATED_BY;
    }

    String word() {
        return (descending ? "-" : "") + field.name();
    }
}
