package heddle.market.web;

import heddle.market.board.BoardJson;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The board.
 *
 * @param own those of the jobs that the visitor sent
 * @param next address of the page after, or null
 */
public record BoardPage(
        Frame frame,
        BoardJson.Stats stats,
        Sought sought,
        List<BoardJson.Item> jobs,
        Set<String> own,
        @Nullable String next) {
    public BoardPage {
        jobs = List.copyOf(jobs);
        own = Set.copyOf(own);
    }

    /** What the visitor looks for, as typed. */
    public record Sought(String q, String tag, String min, String max, String sort, boolean later) {
        /** Whether anything but the order was asked for. */
        public boolean filtered() {
            return !(q + tag + min + max).isEmpty();
        }
    }

    /** An order that the board can be put in. */
    public record Choice(String word, String label) {}

    public List<Choice> orders() {
        return List.of(
                new Choice("newest", "Newest first"),
                new Choice("price", "Highest price"),
                new Choice("payout_rate", "Best pay for the time"),
                new Choice("ending", "Leaving soon"));
    }
}
