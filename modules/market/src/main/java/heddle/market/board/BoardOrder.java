package heddle.market.board;

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

/** By what the board is ordered; jobs that are equal, by id. */
public enum BoardOrder {
    NEWEST("j.created_at", "desc"),
    PRICE("j.price_cents", "desc"),
    /** Cents that a worker gets for each second of the time limit. */
    PAYOUT_RATE("round((j.price_cents - j.fee_cents) * 1000000.0 / j.time_limit_seconds)::bigint", "desc"),
    /** Those first that leave the board soonest. */
    ENDING("j.due_at", "asc");

    private final String key;
    private final String direction;

    BoardOrder(String key, String direction) {
        this.key = key;
        this.direction = direction;
    }

    static BoardOrder of(@Nullable String word) {
        if (word == null) {
            return NEWEST;
        }
        return Arrays.stream(values())
                .filter(o -> o.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "sort", "not_in_enum", "sort must be newest, price, payout_rate, ending or match"));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String key() {
        return key;
    }

    String orderBy() {
        return key + " " + direction + ", j.id " + direction;
    }

    String beyond() {
        return " and (" + key + ", j.id) " + (direction.equals("desc") ? "<" : ">") + " (:key, :after)";
    }

    private boolean timed() {
        return this == NEWEST || this == ENDING;
    }

    PageCursor cursor(ResultSet row) throws SQLException {
        String value = timed() ? instant(row, "key").toString() : row.getString("key");
        return new PageCursor(word(), value, row.getString("id"));
    }

    /** The sort value of a cursor, as the driver takes it. */
    Object value(PageCursor cursor) {
        try {
            return timed() ? utc(Instant.parse(cursor.key())) : Long.valueOf(cursor.key());
        } catch (NumberFormatException | DateTimeException forged) {
            throw PageCursor.invalid();
        }
    }
}
