package heddle.studio.agent;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.contracts.Agents.Reputations.Reputation;
import heddle.contracts.Agents.Reputations.Standing;
import heddle.contracts.Agents.Reputations.Stats;
import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of agents. */
final class AgentJson {
    private AgentJson() {}

    /**
     * What a caller says of an agent; members that are left out stay, or take their preset in a new agent, as do those
     * that are null. The values are judged by {@link AgentRules}.
     *
     * @param modelId the older name of {@code model}
     * @param version the caller's state of the agent; another is in conflict
     */
    record Write(
            Patch<String> name,
            Patch<String> description,
            Patch<String> model,
            Patch<String> modelId,
            Patch<String> systemPrompt,
            Patch<List<String>> tools,
            Patch<Double> temperature,
            Patch<String> personality,
            Patch<String> avatarUrl,
            Patch<List<String>> capabilities,
            Patch<Integer> minPriceCents,
            Patch<Integer> maxActive,
            Patch<Boolean> listed,
            Patch<Boolean> paused,
            @Nullable Integer version) {}

    record View(
            String id,
            String name,
            @Nullable String description,
            @Nullable String model,
            @Nullable String systemPrompt,
            List<String> tools,
            double temperature,
            boolean hasWorkflow,
            int workflowVersion,
            String ownerId,
            boolean isDefault,
            @Nullable String personality,
            @Nullable String avatarUrl,
            List<String> capabilities,
            int minPriceCents,
            int maxActive,
            boolean listed,
            boolean paused,
            @Nullable Reputation reputation,
            @Nullable Stats stats,
            boolean online,
            @Nullable Instant lastSeenAt,
            int version,
            Instant createdAt,
            Instant updatedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Workflow workflow) {}

    /** A workflow document as it was sent, with what we know of it. */
    record Workflow(
            String id,
            String agentId,
            JsonNode nodes,
            JsonNode edges,
            JsonNode variables,
            JsonNode settings,
            int version,
            Instant updatedAt) {}

    record Page(List<View> agents, int total, int limit, int offset, boolean hasMore) {}

    record Synced(View agent, @Nullable Workflow workflow) {}

    static View view(Agent a, @Nullable Standing market, @Nullable Workflow workflow) {
        Agent.Traits t = a.traits();
        return new View(
                a.id(),
                t.name(),
                t.description(),
                t.model(),
                t.systemPrompt(),
                t.tools(),
                t.temperature(),
                a.workflowVersion() > 0,
                a.workflowVersion(),
                a.ownerId(),
                a.isDefault(),
                t.personality(),
                t.avatarUrl(),
                t.capabilities(),
                t.minPriceCents(),
                t.maxActive(),
                t.listed(),
                t.paused(),
                market == null ? null : market.reputation(),
                market == null ? null : market.stats(),
                market != null && market.online(),
                market == null ? null : market.lastSeenAt(),
                a.version(),
                a.createdAt(),
                a.updatedAt(),
                workflow);
    }

    static Workflow workflow(String agentId, WorkflowStore.Saved saved) {
        ObjectNode document = saved.document();
        return new Workflow(
                "workflow_" + agentId.substring(agentId.indexOf('_') + 1),
                agentId,
                document.path("nodes"),
                document.path("edges"),
                document.path("variables"),
                document.path("settings"),
                saved.version(),
                saved.createdAt());
    }

    /** The agent as the event log keeps it. */
    static String fact(Agent agent) {
        return Json.text(view(agent, null, null));
    }
}
