package heddle.studio.agent;

import heddle.contracts.Agents.Reputations;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.studio.tool.Toolbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What people can do with agents of their own; those of others are not there. */
public final class OwnAgents {
    private static final int MOST = 50;

    /** An agent with how it stands in the Market. */
    record Shown(Agent agent, Reputations.@Nullable Standing market, WorkflowStore.@Nullable Saved workflow) {}

    record Found(List<Shown> agents, int total) {}

    /**
     * @param made false where the agent was there already
     */
    record Synced(Shown shown, boolean made) {}

    private final Kernel kernel;
    private final DefaultAgents defaults;
    private final Reputations market;
    private final Toolbox toolbox;
    private final Announcements announcements;
    private final AgentStore store = new AgentStore();
    private final WorkflowStore workflows = new WorkflowStore();

    public OwnAgents(Kernel kernel, Reputations market, Toolbox toolbox) {
        this.kernel = kernel;
        this.market = market;
        this.toolbox = toolbox;
        this.announcements = new Announcements(kernel, market);
        this.defaults = new DefaultAgents(kernel, announcements);
    }

    Found list(Caller caller, AgentQuery query) {
        String owner = owner(caller);
        return kernel.db().tx(caller, tx -> {
            defaults.of(tx, owner);
            List<Agent> page = store.page(tx, owner, query);
            Map<String, Reputations.Standing> standings =
                    market.of(tx, page.stream().map(Agent::id).toList());
            List<Shown> shown = page.stream()
                    .map(a -> new Shown(a, standings.get(a.id()), null))
                    .toList();
            return new Found(shown, store.count(tx, owner, query));
        });
    }

    Shown get(Caller caller, String id) {
        return kernel.db().tx(caller, tx -> {
            defaults.of(tx, owner(caller));
            Agent agent = own(caller, store.find(tx, id));
            return shown(tx, agent);
        });
    }

    Shown create(Caller caller, AgentJson.Write wanted) {
        Agent.Traits traits = traits(Agent.Traits.named(""), wanted);
        return kernel.db()
                .tx(caller, tx -> shown(tx, make(tx, caller, kernel.ids().next("agent"), traits, 0)));
    }

    /**
     * @param seen the version that the caller saw; null for any
     */
    Shown update(Caller caller, String id, AgentJson.Write change, @Nullable Long seen) {
        return kernel.db().tx(caller, tx -> {
            store.lockOwner(tx, owner(caller));
            Agent old = own(caller, store.lock(tx, id));
            requireSeen(old, seen);
            return shown(tx, write(tx, caller, old, traits(old.traits(), change), old.workflowVersion()));
        });
    }

    void delete(Caller caller, String id) {
        kernel.db().tx(caller, tx -> {
            Agent agent = own(caller, store.lock(tx, id));
            if (agent.isDefault()) {
                throw Problem.badRequest("DEFAULT_AGENT", "The default agent stays; pause it, or delete another");
            }
            int active = market.activeJobs(tx, id);
            if (active > 0) {
                throw Problem.badRequest(
                                "AGENT_AT_WORK",
                                "This agent has " + active + " jobs; finish or give them up first, then delete it")
                        .with("active_jobs", active);
            }
            workflows.deleteAll(tx, id);
            store.delete(tx, id);
            announcements.removed(tx, caller, agent);
            return true;
        });
    }

    /**
     * Makes the agent of that id what the client says, or makes it; the same content again changes nothing.
     *
     * @param sent a workflow document; null to leave alone what is there
     */
    Synced sync(Caller caller, String id, AgentJson.Write wanted, @Nullable JsonNode sent) {
        return kernel.db().tx(caller, tx -> {
            store.lockOwner(tx, owner(caller));
            Optional<Agent> known = store.lock(tx, id);
            Agent old = known.isEmpty() ? null : own(caller, known);
            AgentRules rules = new AgentRules(toolbox);
            if (old == null) {
                rules.clientId(id);
            }
            Agent.Traits traits = rules.apply(old == null ? Agent.Traits.named("") : old.traits(), wanted);
            ObjectNode document = rules.workflow(sent);
            rules.throwFaults();
            if (old == null) {
                Agent made = make(tx, caller, id, traits, document == null ? 0 : 1);
                save(tx, caller, made, document, 0);
                return new Synced(shown(tx, made), true);
            }
            Integer seen = wanted.version();
            requireSeen(old, seen == null ? null : Long.valueOf(seen));
            int version = save(tx, caller, old, document, old.workflowVersion());
            return new Synced(shown(tx, write(tx, caller, old, traits, version)), false);
        });
    }

    private Agent make(Tx tx, Caller caller, String id, Agent.Traits traits, int workflowVersion) {
        String owner = owner(caller);
        store.lockOwner(tx, owner);
        defaults.of(tx, owner);
        if (store.count(tx, owner) >= MOST) {
            throw Problem.forbidden("FORBIDDEN", "You have " + MOST + " agents, which is the most; delete one first")
                    .with("limit", MOST);
        }
        Agent agent = Agent.made(
                id, owner, false, traits, workflowVersion, kernel.time().instant());
        requireFreeName(tx, agent);
        if (!store.insert(tx, agent)) {
            // Somebody else synced an agent under this id a moment ago.
            throw Problem.notFound();
        }
        announcements.made(tx, caller, agent);
        return agent;
    }

    private Agent write(Tx tx, Caller caller, Agent old, Agent.Traits traits, int workflowVersion) {
        List<String> changed = changed(old, traits, workflowVersion);
        if (changed.isEmpty()) {
            return old;
        }
        Agent fresh = old.changed(traits, workflowVersion, kernel.time().instant());
        requireFreeName(tx, fresh);
        store.update(tx, fresh);
        announcements.changed(tx, caller, old, fresh, changed);
        return fresh;
    }

    /** Saves a document under the next version unless it is the latest already; the version it has. */
    private int save(Tx tx, Caller caller, Agent agent, @Nullable ObjectNode document, int latest) {
        if (document == null || (latest > 0 && workflows.same(tx, agent.id(), latest, document))) {
            return latest;
        }
        Instant now = kernel.time().instant();
        workflows.insert(tx, agent.id(), new WorkflowStore.Saved(latest + 1, document, now), caller.id());
        return latest + 1;
    }

    private Shown shown(Tx tx, Agent agent) {
        return new Shown(
                agent,
                market.of(tx, List.of(agent.id())).get(agent.id()),
                agent.workflowVersion() == 0
                        ? null
                        : workflows.latest(tx, agent.id()).orElse(null));
    }

    private Agent.Traits traits(Agent.Traits old, AgentJson.Write change) {
        AgentRules rules = new AgentRules(toolbox);
        Agent.Traits traits = rules.apply(old, change);
        rules.throwFaults();
        return traits;
    }

    private void requireFreeName(Tx tx, Agent agent) {
        if (store.taken(tx, agent)) {
            String message = "You have an agent of this name already; choose another name";
            throw Problem.conflict("CONFLICT", message, List.of(new Fault("name", "taken", message)));
        }
    }

    private static void requireSeen(Agent agent, @Nullable Long seen) {
        if (seen != null && seen != agent.version()) {
            throw Problem.conflict("CONFLICT", "This agent has changed since; read it again and repeat your change")
                    .with("current_version", agent.version());
        }
    }

    private static Agent own(Caller caller, Optional<Agent> agent) {
        return agent.filter(a -> a.ownerId().equals(owner(caller))).orElseThrow(Problem::notFound);
    }

    private static String owner(Caller caller) {
        return Objects.requireNonNull(caller.userId(), "agents are reached by people and their keys only");
    }

    private static List<String> changed(Agent old, Agent.Traits traits, int workflowVersion) {
        List<String> out = new ArrayList<>();
        ObjectNode before = Json.mapper().valueToTree(old.traits());
        ObjectNode after = Json.mapper().valueToTree(traits);
        after.properties().forEach(member -> {
            if (!member.getValue().equals(before.get(member.getKey()))) {
                out.add(member.getKey());
            }
        });
        if (workflowVersion != old.workflowVersion()) {
            out.add("workflow");
        }
        return out;
    }
}
