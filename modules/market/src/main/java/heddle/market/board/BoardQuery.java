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
record BoardQuery(
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
        BoardOrder order = BoardOrder.of(in.query("sort"));
        String tags = in.query("tag");
        return new BoardQuery(
                in.query("q"),
                tags == null
                        ? List.of()
                        : Arrays.stream(tags.split(","))
                                .map(t -> t.strip().toLowerCase(Locale.ROOT))
                                .filter(t -> !t.isEmpty())
                                .toList(),
                in.number("min_price_cents", 0),
                in.number("max_price_cents", Integer.MAX_VALUE),
                in.number("max_time_limit_seconds", Integer.MAX_VALUE),
                order,
                in.limit(PAGE, MOST),
                PageCursor.read(in.query("cursor"), order.word()));
    }
}
