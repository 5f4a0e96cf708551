package heddle.data.list;

import heddle.data.filter.SqlPredicate;

/**
 * A stretch of a list that one index scan can read. A list is its stretches one after the other: read the next one only
 * for the rows that the page still lacks.
 *
 * @param where restricts to the stretch, and to what follows the cursor
 * @param orderBy what follows {@code order by}
 */
public record Stretch(SqlPredicate where, String orderBy) {}
