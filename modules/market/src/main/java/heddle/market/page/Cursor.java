package heddle.market.page;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A place in a list that is ordered by time and id; opaque to clients. */
public record Cursor(Instant at, String id) {
    /** @throws Problem 400 INVALID_CURSOR */
    public static @Nullable Cursor read(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            int space = plain.indexOf(' ');
            return new Cursor(Instant.parse(plain.substring(0, space)), plain.substring(space + 1));
        } catch (RuntimeException e) {
            throw Problem.badRequest("INVALID_CURSOR", "This cursor is not one of ours; start without it");
        }
    }

    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString((at + " " + id).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The Market's lists are bare arrays; where they go on stands in headers.
     *
     * @param found one more than the limit where others follow
     */
    public static <T> Reply page(Request in, List<T> found, int limit, Function<T, Cursor> place) {
        return pageByText(in, found, limit, last -> place.apply(last).text());
    }

    /** The same for lists whose cursor is a text of its own kind. */
    public static <T> Reply pageByText(Request in, List<T> found, int limit, Function<T, String> place) {
        List<T> shown = found.size() > limit ? found.subList(0, limit) : found;
        String next = found.size() > limit ? place.apply(shown.getLast()) : null;
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("data", shown);
        envelope.put("next_cursor", next);
        Reply reply = Reply.ok(in.flag("envelope") ? envelope : shown);
        if (next != null) {
            reply.header("X-Next-Cursor", next);
            reply.header("Link", "<" + link(in, next) + ">; rel=\"next\"");
        }
        return reply;
    }

    private static String link(Request in, String next) {
        Map<String, List<String>> queries = new LinkedHashMap<>(in.queries());
        queries.put("cursor", List.of(next));
        return queries.entrySet().stream()
                .flatMap(q -> q.getValue().stream().map(v -> encoded(q.getKey()) + "=" + encoded(v)))
                .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
