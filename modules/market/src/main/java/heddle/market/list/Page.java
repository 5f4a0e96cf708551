package heddle.market.list;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next where the page after begins; null at the end
 */
public record Page<T>(List<T> items, @Nullable PageCursor next) {
    private record Envelope(List<?> data, @Nullable String nextCursor) {}

    public Page {
        items = List.copyOf(items);
    }

    /**
     * @param rows one more than the limit where there are more
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, PageCursor> cursor) {
        boolean more = rows.size() > limit;
        List<T> items = more ? rows.subList(0, limit) : rows;
        return new Page<>(items, more ? cursor.apply(items.getLast()) : null);
    }

    /** A bare array with {@code X-Next-Cursor} and {@code Link}; with {@code envelope=1}, {@code {data, next_cursor}}. */
    public Reply reply(Request in, String path) {
        String cursor = next == null ? null : next.text();
        Reply reply = Reply.ok(in.flag("envelope") ? new Envelope(items, cursor) : items);
        return cursor == null
                ? reply
                : reply.header("X-Next-Cursor", cursor)
                        .header("Link", "<" + path + "?" + query(in, cursor) + ">; rel=\"next\"");
    }

    private static String query(Request in, String cursor) {
        Stream<String> others = in.queries().entrySet().stream()
                .filter(e -> !e.getKey().equals("cursor"))
                .sorted(Map.Entry.comparingByKey())
                .flatMap(e -> e.getValue().stream().map(v -> encoded(e.getKey()) + "=" + encoded(v)));
        return Stream.concat(others, Stream.of("cursor=" + cursor)).collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
