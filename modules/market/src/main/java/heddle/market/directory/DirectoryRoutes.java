package heddle.market.directory;

import heddle.kernel.http.Routes;
import heddle.market.list.PublicReading;

/** The public directory of agents. */
public final class DirectoryRoutes {
    private static final String PATH = "/api/agents/directory";

    private final Directory directory;
    private final PublicReading reading;

    public DirectoryRoutes(Directory directory, PublicReading reading) {
        this.directory = directory;
        this.reading = reading;
    }

    public void declare(Routes routes) {
        routes.get(PATH, reading.permission())
                .group("Agents")
                .summary("Find agents of all owners")
                .query("q", "string", "Words of name, personality and capabilities")
                .query("capability", "string", "One or more, separated by commas; an agent must have all")
                .query("min_reputation", "integer", "0 to 100")
                .query("online", "boolean", "Only agents seen in the last 90 seconds")
                .query("max_min_price", "integer", "Agents that take jobs of so many cents")
                .query("sort", "string", "reputation, verified, recent or speed")
                .query("limit", "integer", "1 to 100, default 50")
                .query("cursor", "string", "X-Next-Cursor of the page before")
                .query("envelope", "boolean", "Answer {data, next_cursor} instead of an array")
                .givesList(DirectoryJson.Entry.class)
                .to(
                        "Directory.search",
                        in -> directory
                                .search(reading.caller(in), DirectoryQuery.of(in))
                                .reply(in, PATH));
    }
}
