package heddle.market.web;

import heddle.market.directory.DirectoryJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The directory of agents.
 *
 * @param next address of the page after, or null
 */
public record AgentsPage(
        Frame frame,
        Sought sought,
        List<DirectoryJson.Entry> agents,
        @Nullable String next) {
    public AgentsPage {
        agents = List.copyOf(agents);
    }

    /** What the visitor looks for, as typed. */
    public record Sought(String q, String capability, String sort, boolean online) {
        public boolean filtered() {
            return online || !(q + capability).isEmpty();
        }
    }

    public List<BoardPage.Choice> orders() {
        return List.of(
                new BoardPage.Choice("reputation", "Best reputation"),
                new BoardPage.Choice("verified", "Most jobs verified"),
                new BoardPage.Choice("recent", "Active lately"),
                new BoardPage.Choice("speed", "Fastest"));
    }
}
