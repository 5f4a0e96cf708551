package heddle.data.object;

import heddle.data.filter.SqlPredicate;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.PropertySql;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Free text over the properties that hold text: by word where they are indexed for it, else by piece. */
final class Search {
    private static final int MAX_LENGTH = 200;
    private static final Set<DataType> PIECES =
            Set.of(DataType.STRING, DataType.EMAIL, DataType.URL, DataType.PHONE, DataType.ENUM);
    private static final Set<DataType> WORDS = Set.of(DataType.TEXT, DataType.RICH_TEXT);

    private Search() {}

    static SqlPredicate predicate(Guard guard, String text) {
        if (text.length() > MAX_LENGTH) {
            throw Problem.invalid("search", "too_long", "search must be at most " + MAX_LENGTH + " characters");
        }
        Set<String> hidden = guard.hidden().anywhere();
        List<String> parts = new ArrayList<>();
        for (Property property : guard.schema().properties().values()) {
            if (hidden.contains(property.name()) || property.multiple()) {
                continue;
            }
            if (WORDS.contains(property.dataType())) {
                parts.add(PropertySql.searchVector(property, "o.props")
                        + " @@ websearch_to_tsquery('pg_catalog.simple', :search)");
            } else if (PIECES.contains(property.dataType())) {
                parts.add(PropertySql.expression(property, "o.props") + " ilike :piece");
            }
        }
        if (parts.isEmpty()) {
            return SqlPredicate.FALSE;
        }
        String piece = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return new SqlPredicate(
                "(" + String.join(" or ", parts) + ")", Map.of("search", text, "piece", "%" + piece + "%"));
    }
}
