package heddle.studio.agent;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The agent that every account has from its first call. */
final class DefaultAgents {
    private final Kernel kernel;
    private final Announcements announcements;
    private final AgentStore store = new AgentStore();
    private final Caller system = Caller.system(Realm.PLATFORM, "default agent");

    DefaultAgents(Kernel kernel, Announcements announcements) {
        this.kernel = kernel;
        this.announcements = announcements;
    }

    /** The account's default agent, made now where there is none. */
    Agent of(Tx tx, String accountId) {
        return of(tx, List.of(accountId)).getFirst();
    }

    /** That of each account, in their order. */
    List<Agent> of(Tx tx, List<String> accountIds) {
        Map<String, Agent> known = new HashMap<>();
        store.ofAccounts(tx, accountIds).forEach(agent -> known.put(agent.ownerId(), agent));
        // In one order, since whoever makes one keeps others from making the same.
        accountIds.stream().sorted().forEach(id -> known.computeIfAbsent(id, missing -> make(tx, missing)));
        return accountIds.stream().map(known::get).toList();
    }

    /** Of two first calls at once one makes it, and the other waits and finds it. */
    private Agent make(Tx tx, String accountId) {
        Agent fresh = Agent.made(
                kernel.ids().next("agent"),
                accountId,
                true,
                Agent.Traits.named(Agent.DEFAULT_NAME),
                0,
                kernel.time().instant());
        if (!store.insert(tx, fresh)) {
            return store.ofAccounts(tx, List.of(accountId)).getFirst();
        }
        announcements.made(tx, system, fresh);
        return fresh;
    }
}
