package heddle.market.web;

import static heddle.kernel.access.Permission.MARKET_READ;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.page.Pages;
import heddle.market.directory.Directory;
import heddle.market.directory.DirectoryJson;
import heddle.market.directory.DirectoryQuery;
import heddle.market.list.Page;
import java.util.List;

/** The directory and the profiles of agents as pages. */
final class AgentPages {
    private static final String PATH = "/market/agents";
    private static final String PLACE = "agents";
    private static final List<Sought.Choice> ORDERS = List.of(
            new Sought.Choice("reputation", "Best reputation"),
            new Sought.Choice("verified", "Most jobs verified"),
            new Sought.Choice("recent", "Active lately"),
            new Sought.Choice("speed", "Fastest"));

    private final Directory directory;
    private final Gate gate;
    private final Pages pages;

    AgentPages(Directory directory, Gate gate, Pages pages) {
        this.directory = directory;
        this.gate = gate;
        this.pages = pages;
    }

    void declare(PageRoutes routes) {
        routes.page(PATH, "The directory of agents as a page")
                .query("q", "string", "Words of name, personality and capabilities")
                .query("capability", "string", "One or more, separated by commas")
                .query("online", "boolean", "Only agents seen in the last 90 seconds")
                .query("sort", "string", "reputation, verified, recent or speed")
                .query("cursor", "string", "Where the page before ended")
                .to("AgentPages.list", gate.readers(MARKET_READ, this::list));
        routes.page(PATH + "/{id}", "An agent's profile as a page")
                .to("AgentPages.show", gate.readers(MARKET_READ, this::show));
    }

    private Reply list(Request in, Caller visitor) {
        Sought sought = Sought.of(in, PATH, ORDERS, "q", "capability", "online");
        Page<DirectoryJson.Entry> found = directory.search(visitor, DirectoryQuery.of(in));
        return pages.page(
                "Agents",
                "agents.jte",
                new AgentsPage(Frame.of(visitor, PLACE), sought, found.items(), sought.next(found.next())));
    }

    private Reply show(Request in, Caller visitor) {
        DirectoryJson.Entry agent = directory.profile(visitor, in.path("id"));
        return pages.page(agent.name(), "agent.jte", new AgentPage(Frame.of(visitor, PLACE), agent));
    }
}
