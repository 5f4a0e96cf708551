package heddle.market.directory;

import heddle.kernel.http.Request;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.market.list.PageCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which agents are looked for.
 *
 * @param words that name, personality and capabilities together must contain
 * @param capabilities that an agent must all have
 */
public record DirectoryQuery(
        List<String> words,
        List<String> capabilities,
        int minReputation,
        boolean online,
        @Nullable Integer maxMinPrice,
        Order order,
        int limit,
        Optional<PageCursor> after) {
    private static final int MOST_WORDS = 8;
    private static final int MOST_LETTERS = 200;

    public static DirectoryQuery of(Request in) {
        List<Fault> faults = new ArrayList<>();
        List<String> words = parts(in.query("q"), "\\s+", "q", faults);
        List<String> capabilities = parts(in.query("capability"), ",", "capability", faults);
        int minReputation = in.number("min_reputation", 0);
        if (minReputation < 0 || minReputation > 100) {
            faults.add(new Fault("min_reputation", "out_of_range", "min_reputation must be 0 to 100"));
        }
        int maxMinPrice = in.number("max_min_price", Integer.MAX_VALUE);
        if (maxMinPrice < 0) {
            faults.add(new Fault("max_min_price", "out_of_range", "max_min_price must be 0 or more, in cents"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        Order order = Order.of(in.query("sort"));
        return new DirectoryQuery(
                words,
                capabilities,
                minReputation,
                in.flag("online"),
                maxMinPrice == Integer.MAX_VALUE ? null : maxMinPrice,
                order,
                in.limit(50, 100),
                PageCursor.read(in.query("cursor"), order.word()));
    }

    private static List<String> parts(@Nullable String text, String separator, String field, List<Fault> faults) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        List<String> parts = Arrays.stream(text.toLowerCase(Locale.ROOT).split(separator))
                .map(String::strip)
                .filter(p -> !p.isEmpty())
                .distinct()
                .toList();
        if (text.length() > MOST_LETTERS || parts.size() > MOST_WORDS || text.indexOf('\0') >= 0) {
            faults.add(new Fault(
                    field,
                    "too_long",
                    field + " must be at most " + MOST_WORDS + " words and " + MOST_LETTERS + " characters"));
        }
        return parts;
    }
}
