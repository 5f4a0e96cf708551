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
}
