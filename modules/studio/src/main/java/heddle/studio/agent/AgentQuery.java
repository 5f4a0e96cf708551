package heddle.studio.agent;

import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which agents of one's own to list.
 *
 * @param order SQL, made of our own words
 * @param search a part of name or description
 * @param tool that they use
 */
record AgentQuery(
        String order, @Nullable String search, @Nullable String tool, int limit, int offset) {
    private static final Map<String, String> COLUMNS =
            Map.of("created_at", "created_at", "updated_at", "updated_at", "name", "name_key collate \"C\"");
    private static final String UNSORTED = "is_default desc, updated_at desc, id desc";

    static AgentQuery of(Request in) {
        int limit = in.limit(20, 100);
        int page = in.number("page", 1);
        if (page < 1 || page > 10_000) {
            throw Problem.invalid("page", "out_of_range", "page must be 1 to 10000; the first is 1");
        }
        int offset = in.query("offset") == null ? (page - 1) * limit : in.offset();
        return new AgentQuery(
                order(in.query("sort"), in.query("order")), in.query("search"), in.query("tool"), limit, offset);
    }

    private static String order(@Nullable String sort, @Nullable String order) {
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw Problem.invalid("order", "not_in_enum", "order must be asc or desc");
        }
        if (sort == null || sort.isEmpty()) {
            return UNSORTED;
        }
        boolean minus = sort.startsWith("-");
        String name = minus ? sort.substring(1) : sort;
        String column = COLUMNS.get(name);
        if (column == null) {
            throw Problem.invalid(
                    "sort",
                    "not_in_enum",
                    "sort must be created_at, updated_at or name, with - before it for descending");
        }
        boolean descending = order == null ? minus || !name.equals("name") : order.equals("desc");
        String direction = descending ? " desc" : " asc";
        return column + direction + ", id" + direction;
    }
}
