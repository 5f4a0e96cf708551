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
}
