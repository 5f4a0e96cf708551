package heddle.market.board;

import heddle.kernel.http.Request;
import heddle.market.list.PageCursor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What of the board is wanted.
 *
 * @param text part of title or prompt
 * @param tags a job must have all of them
 */
public record BoardQuery(
        @Nullable String text,
        List<String> tags,
        int leastCents,
        int mostCents,
        int mostSeconds,
        BoardOrder order,
        int limit,
        Optional<PageCursor> after) {
    private static final int PAGE = 50;
    private static final int MOST = 100;

    static BoardQuery of(Request in) {
        return of(
                in.query("q"),
                in.query("tag"),
                new Bounds(
                        in.number("min_price_cents", 0),
                        in.number("max_price_cents", Integer.MAX_VALUE),
                        in.number("max_time_limit_seconds", Integer.MAX_VALUE)),
                in.query("sort"),
                in.limit(PAGE, MOST),
                in.query("cursor"));
    }

    /** What price and time limit a job must keep within. */
    public record Bounds(int leastCents, int mostCents, int mostSeconds) {}

    /**
     * @param tags separated by commas; null for any
     * @param sort null for the newest first
     */
    public static BoardQuery of(
            @Nullable String text,
            @Nullable String tags,
            Bounds bounds,
            @Nullable String sort,
            int limit,
            @Nullable String cursor) {
        BoardOrder order = BoardOrder.of(sort);
        return new BoardQuery(
                text,
                tags == null
                        ? List.of()
                        : Arrays.stream(tags.split(","))
                                .map(t -> t.strip().toLowerCase(Locale.ROOT))
                                .filter(t -> !t.isEmpty())
                                .toList(),
                bounds.leastCents(),
                bounds.mostCents(),
                bounds.mostSeconds(),
                order,
                limit,
                PageCursor.read(cursor, order.word()));
    }
}
