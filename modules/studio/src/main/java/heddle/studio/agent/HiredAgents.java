package heddle.studio.agent;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.db.Tx;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Agents as the Market sees them. */
public final class HiredAgents implements Agents {
    private final AgentStore store = new AgentStore();
    private final DefaultAgents defaults;

    public HiredAgents(Kernel kernel, Reputations market) {
        this.defaults = new DefaultAgents(kernel, new Announcements(kernel, market));
    }

    @Override
    public Optional<Agent> find(Tx tx, String agentId) {
        return store.find(tx, agentId).map(a -> a.hired());
    }

    @Override
    public List<Agent> findAll(Tx tx, Collection<String> agentIds) {
        return store.findAll(tx, agentIds).stream().map(a -> a.hired()).toList();
    }

    @Override
    public List<Agent> ofAccounts(Tx tx, List<String> accountIds) {
        return defaults.of(tx, accountIds).stream().map(a -> a.hired()).toList();
    }
}
