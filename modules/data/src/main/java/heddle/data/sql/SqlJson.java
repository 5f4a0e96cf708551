package heddle.data.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of SQL. */
final class SqlJson {
    private SqlJson() {}

    /**
     * @param params values for {@code $1} or {@code ?}: texts, numbers, booleans, nulls, or lists of one kind of them
     */
    record Ask(@Nullable String sql, @Nullable List<JsonNode> params) {}

    /**
     * @param truncated whether there were more rows than 1,000 or more bytes than 5 MB
     */
    record Result(
            List<String> columns,
            List<ObjectNode> rows,
            int rowCount,
            long durationMs,
            boolean truncated,
            List<String> columnTypes) {}

    /** The fact in the audit log, without the values. */
    record Executed(
            String sql,
            @Nullable Integer rowCount,
            long durationMs,
            @Nullable String error) {}
}
