package heddle.studio.agent;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import java.time.Instant;
import java.util.List;

/** What everybody hears who must know of a changed agent: the log, and the Market. */
final class Announcements {
    private final Kernel kernel;
    private final Agents.Reputations market;

    Announcements(Kernel kernel, Agents.Reputations market) {
        this.kernel = kernel;
        this.market = market;
    }

    void made(Tx tx, Caller by, Agent agent) {
        tx.record(event(by, "agent.created", agent));
        market.changed(tx, agent.hired());
    }

    void changed(Tx tx, Caller by, Agent before, Agent agent, List<String> names) {
        tx.record(event(by, "agent.updated", agent).before(AgentJson.fact(before), names));
        market.changed(tx, agent.hired());
    }

    void removed(Tx tx, Caller by, Agent agent) {
        tx.record(event(by, "agent.deleted", agent));
        market.removed(tx, agent.id());
    }

    private Event event(Caller by, String type, Agent agent) {
        Instant now = kernel.time().instant();
        return Event.of(kernel.ids().next("evt"), by, type, agent.id(), AgentJson.fact(agent), now);
    }
}
