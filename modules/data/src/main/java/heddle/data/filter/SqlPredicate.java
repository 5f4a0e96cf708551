package heddle.data.filter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A boolean SQL expression with named values, made to stand in {@code where}, {@code on} or {@code filter}, where null
 * counts as false. Elsewhere, and under {@code not}, use {@link #definite()}: it cannot use an index.
 *
 * @param sql in parentheses or a single word; {@code :name} stands for a value, {@code :tenant} for the tenant
 * @param params String, BigDecimal, Long, Double, Boolean or String[] by name
 */
public record SqlPredicate(String sql, Map<String, Object> params) {
    public static final SqlPredicate TRUE = new SqlPredicate("true", Map.of());
    public static final SqlPredicate FALSE = new SqlPredicate("false", Map.of());

    public boolean isTrue() {
        return sql.equals("true");
    }

    public boolean isFalse() {
        return sql.equals("false");
    }

    /** All of the predicates; their value names must differ. */
    public static SqlPredicate all(List<SqlPredicate> parts) {
        if (parts.stream().anyMatch(SqlPredicate::isFalse)) {
            return FALSE;
        }
        List<SqlPredicate> open = parts.stream().filter(p -> !p.isTrue()).toList();
        if (open.isEmpty()) {
            return TRUE;
        }
        Map<String, Object> params = new LinkedHashMap<>();
        open.forEach(p -> params.putAll(p.params));
        String sql = open.stream().map(SqlPredicate::sql).collect(Collectors.joining(" and ", "(", ")"));
        return new SqlPredicate(open.size() == 1 ? open.getFirst().sql : sql, params);
    }

    public SqlPredicate and(SqlPredicate other) {
        return all(List.of(this, other));
    }

    /** The same truth with null as false. */
    public SqlPredicate definite() {
        return isTrue() || isFalse() ? this : new SqlPredicate("coalesce(" + sql + ", false)", params);
    }
}
