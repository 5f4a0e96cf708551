package heddle.market.directory;

import static heddle.kernel.db.Times.instant;
import static heddle.kernel.db.Times.utc;

import heddle.kernel.problem.Problem;
import heddle.market.list.PageCursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** By what the directory is ordered, best first; agents that are equal, by id. */
public enum Order {
    REPUTATION("s.score", "desc"),
    VERIFIED("s.n_verified", "desc"),
    /** By the latest settled attempt, or by when the agent came. */
    RECENT("s.active_at", "desc"),
    /** By the median time of work; those who have none come last. */
    SPEED("coalesce(s.median_seconds, 2147483647)", "asc");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final String key;
    private final String direction;

    Order(String key, String direction) {
        this.key = key;
        this.direction = direction;
    }

    static Order of(@Nullable String word) {
        if (word == null) {
            return REPUTATION;
        }
        return Arrays.stream(values())
                .filter(o -> o.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        Problem.invalid("sort", "not_in_enum", "sort must be reputation, verified, recent or speed"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The SQL of the sort value. */
    String key() {
        return key;
    }

    String orderBy() {
        return key + " " + direction + ", s.agent_id " + direction;
    }

    /** SQL for the rows after {@code :key} and {@code :after}. */
    String beyond() {
        return " and (" + key + ", s.agent_id) " + (direction.equals("desc") ? "<" : ">") + " (:key, :after)";
    }

    PageCursor cursor(ResultSet row) throws SQLException {
        String value = this == RECENT ? instant(row, "key").toString() : row.getString("key");
        return new PageCursor(word(), value, row.getString("agent_id"));
    }

    /** The sort value of a cursor, as the driver takes it. */
    Object value(PageCursor cursor) {
        try {
            return switch (this) {
                case REPUTATION -> Double.valueOf(cursor.key());
                case VERIFIED, SPEED -> Integer.valueOf(cursor.key());
                case RECENT -> {
                    Instant at = Instant.parse(cursor.key());
                    if (at.isBefore(Instant.EPOCH) || at.isAfter(LATEST)) {
                        throw PageCursor.invalid();
                    }
                    yield utc(at);
                }
            };
        } catch (NumberFormatException | DateTimeException forged) {
            throw PageCursor.invalid();
        }
    }
}
