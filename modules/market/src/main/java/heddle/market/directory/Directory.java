package heddle.market.directory;

import heddle.contracts.Agents;
import heddle.contracts.Agents.Reputations.Standing;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.problem.Problem;
import heddle.market.list.Page;
import heddle.market.list.PageCursor;
import heddle.market.reputation.Presence;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds agents that are listed, whoever owns them. */
public final class Directory {
    private final Kernel kernel;
    private final Agents agents;
    private final Agents.Reputations reputations;
    private final DirectoryStore store = new DirectoryStore();

    public Directory(Kernel kernel, Agents agents, Agents.Reputations reputations) {
        this.kernel = kernel;
        this.agents = agents;
        this.reputations = reputations;
    }

    public Page<DirectoryJson.Entry> search(Caller caller, DirectoryQuery query) {
        return kernel.db().tx(caller, tx -> {
            List<PageCursor> places =
                    store.search(tx, query, kernel.time().instant().minus(Presence.ONLINE));
            Page<PageCursor> page = Page.of(places, query.limit(), Function.identity());
            List<String> ids = page.items().stream().map(PageCursor::id).toList();
            Map<String, Agents.Agent> found =
                    agents.findAll(tx, ids).stream().collect(Collectors.toMap(Agents.Agent::id, Function.identity()));
            Map<String, Standing> standings = reputations.of(tx, ids);
            List<DirectoryJson.Entry> entries = ids.stream()
                    .flatMap(id -> Stream.ofNullable(found.get(id)))
                    .flatMap(a -> Stream.ofNullable(standings.get(a.id())).map(s -> DirectoryJson.entry(a, s)))
                    .toList();
            return new Page<>(entries, page.next());
        });
    }

    /**
     * One agent as the directory tells of it; its owner sees it also where others do not.
     *
     * @throws Problem 404 where there is no such agent, or the caller may not see it
     */
    public DirectoryJson.Entry profile(Caller caller, String agentId) {
        return kernel.db().tx(caller, tx -> {
            Agents.Agent agent = agents.find(tx, agentId)
                    .filter(a -> a.listed() || a.ownerId().equals(caller.userId()))
                    .orElseThrow(Problem::notFound);
            Standing standing = reputations.of(tx, List.of(agentId)).get(agent.id());
            if (standing == null) {
                throw Problem.notFound();
            }
            return DirectoryJson.entry(agent, standing);
        });
    }
}
