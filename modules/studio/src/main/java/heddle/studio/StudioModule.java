package heddle.studio;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.http.Routes;
import heddle.studio.agent.AgentRoutes;
import heddle.studio.agent.HiredAgents;
import heddle.studio.agent.OwnAgents;
import heddle.studio.tool.BuiltinTools;

/** The door of the Studio. */
public final class StudioModule {
    private final HiredAgents hired;
    private final OwnAgents own;

    /**
     * @param market what the Market knows of agents
     */
    public StudioModule(Kernel kernel, Agents.Reputations market) {
        this.hired = new HiredAgents(kernel, market);
        this.own = new OwnAgents(kernel, market, new BuiltinTools());
    }

    public Agents agents() {
        return hired;
    }

    public void routes(Routes routes) {
        new AgentRoutes(own).declare(routes);
    }
}
