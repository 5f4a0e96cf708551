package heddle.studio.agent;

import static heddle.kernel.access.Permission.AGENTS_READ;
import static heddle.kernel.access.Permission.AGENTS_WRITE;

import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.json.RecordReader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The group Agents, of Studio and Market alike. */
public final class AgentRoutes {
    private static final String GROUP = "Agents";
    private static final String ALL = "/api/agents";
    private static final String ONE = ALL + "/{agent_id}";
    private static final long MAX_SYNC = 5 << 20;

    private final OwnAgents agents;

    public AgentRoutes(OwnAgents agents) {
        this.agents = agents;
    }

    public void declare(Routes routes) {
        routes.get(ALL, AGENTS_READ)
                .group(GROUP)
                .summary("List your agents")
                .query("limit", "integer", "1 to 100, default 20")
                .query("offset", "integer", "Agents to skip")
                .query("page", "integer", "Instead of offset: pages of limit agents, from 1")
                .query(
                        "sort",
                        "string",
                        "created_at, updated_at or name; - before it turns it round. Default agent first")
                .query("order", "string", "asc or desc")
                .query("search", "string", "A part of name or description")
                .query("tool", "string", "Agents that use this tool")
                .gives(200, AgentJson.Page.class)
                .to("OwnAgents.list", this::list);
        routes.post(ALL, AGENTS_WRITE)
                .group(GROUP)
                .summary("Create an agent")
                .takes(AgentJson.Write.class)
                .gives(201, AgentJson.View.class)
                .to(
                        "OwnAgents.create",
                        in -> Reply.created(view(agents.create(in.caller(), in.body(AgentJson.Write.class)))));
        routes.get(ONE, AGENTS_READ)
                .group(GROUP)
                .summary("Get an agent with its workflow")
                .gives(200, AgentJson.View.class)
                .to("OwnAgents.get", in -> Reply.ok(view(agents.get(in.caller(), in.path("agent_id")))));
        routes.put(ONE, AGENTS_WRITE)
                .group(GROUP)
                .summary("Change an agent; what is left out stays")
                .takes(AgentJson.Write.class)
                .gives(200, AgentJson.View.class)
                .to("OwnAgents.update", this::update);
        routes.patch(ONE, AGENTS_WRITE)
                .group(GROUP)
                .summary("Change an agent")
                .takes(AgentJson.Write.class)
                .gives(200, AgentJson.View.class)
                .to("OwnAgents.patch", this::update);
        routes.delete(ONE, AGENTS_WRITE)
                .group(GROUP)
                .summary("Delete an agent that has no jobs")
                .gives(204)
                .to("OwnAgents.delete", in -> {
                    agents.delete(in.caller(), in.path("agent_id"));
                    return Reply.nothing();
                });
        routes.post(ONE + "/sync", AGENTS_WRITE)
                .group(GROUP)
                .summary("Make an agent here what a client has it to be")
                .takesTree()
                .maxBody(MAX_SYNC)
                .gives(200, AgentJson.Synced.class)
                .also(201, AgentJson.Synced.class)
                .to("OwnAgents.sync", this::sync);
    }

    private Reply list(Request in) {
        AgentQuery query = AgentQuery.of(in);
        OwnAgents.Found found = agents.list(in.caller(), query);
        List<AgentJson.View> views = found.agents().stream()
                .map(shown -> AgentJson.view(shown.agent(), shown.market(), null))
                .toList();
        boolean more = query.offset() + views.size() < found.total();
        return Reply.ok(new AgentJson.Page(views, found.total(), query.limit(), query.offset(), more));
    }

    private Reply update(Request in) {
        AgentJson.Write change = in.body(AgentJson.Write.class);
        Long seen = in.ifMatch();
        Integer version = change.version();
        return tagged(agents.update(
                in.caller(),
                in.path("agent_id"),
                change,
                seen != null || version == null ? seen : Long.valueOf(version)));
    }

    /** {@code {agent, workflow}}, or as older clients send it, the agent's members at the top. */
    private Reply sync(Request in) {
        ObjectNode body = in.object();
        JsonNode agent = body.has("agent") ? body.get("agent") : body;
        AgentJson.Write wanted = RecordReader.read(agent, AgentJson.Write.class);
        OwnAgents.Synced synced = agents.sync(in.caller(), in.path("agent_id"), wanted, body.get("workflow"));
        AgentJson.Workflow workflow = workflow(synced.shown());
        AgentJson.View view =
                AgentJson.view(synced.shown().agent(), synced.shown().market(), null);
        return Reply.of(synced.made() ? 201 : 200, new AgentJson.Synced(view, workflow));
    }

    /** A reading has no ETag, since how an agent stands changes without a new version of it. */
    private static Reply tagged(OwnAgents.Shown shown) {
        return Reply.ok(view(shown)).etag(shown.agent().version());
    }

    private static AgentJson.View view(OwnAgents.Shown shown) {
        return AgentJson.view(shown.agent(), shown.market(), workflow(shown));
    }

    private static AgentJson.@Nullable Workflow workflow(OwnAgents.Shown shown) {
        WorkflowStore.Saved saved = shown.workflow();
        return saved == null ? null : AgentJson.workflow(shown.agent().id(), saved);
    }
}
