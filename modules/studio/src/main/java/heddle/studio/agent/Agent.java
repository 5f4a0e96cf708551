package heddle.studio.agent;

import heddle.contracts.Agents;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An agent of somebody.
 *
 * @param id {@code agent_...}, or what a client that synced it calls it
 * @param isDefault made with the account's first call; cannot be deleted
 * @param workflowVersion of its latest workflow document; 0 while there is none
 * @param version counts changes
 */
record Agent(
        String id,
        String ownerId,
        boolean isDefault,
        Traits traits,
        int workflowVersion,
        int version,
        Instant createdAt,
        Instant updatedAt) {
    static final String DEFAULT_NAME = "default";
    static final double TEMPERATURE = 0.7;
    static final int MAX_ACTIVE = 3;

    /**
     * What its owner decides.
     *
     * @param model null for the default one
     * @param personality what it is good at, by which jobs are matched; null for one that takes anything
     * @param minPriceCents it is not offered cheaper jobs
     * @param maxActive jobs it may have at once
     * @param listed whether the public directory shows it
     * @param paused whether it gets no jobs for now
     */
    record Traits(
            String name,
            @Nullable String description,
            @Nullable String model,
            @Nullable String systemPrompt,
            List<String> tools,
            double temperature,
            @Nullable String personality,
            @Nullable String avatarUrl,
            List<String> capabilities,
            int minPriceCents,
            int maxActive,
            boolean listed,
            boolean paused) {
        Traits {
            tools = List.copyOf(tools);
            capabilities = List.copyOf(capabilities);
        }

        /** An agent of which nothing is said but its name. */
        static Traits named(String name) {
            return new Traits(
                    name, null, null, null, List.of(), TEMPERATURE, null, null, List.of(), 0, MAX_ACTIVE, true, false);
        }

        /** Two names of one owner with the same key are the same name. */
        String nameKey() {
            return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        }
    }

    static Agent made(String id, String ownerId, boolean isDefault, Traits traits, int workflowVersion, Instant now) {
        return new Agent(id, ownerId, isDefault, traits, workflowVersion, 1, now, now);
    }

    /** As the Market knows it. */
    Agents.Agent hired() {
        return new Agents.Agent(
                id,
                ownerId,
                traits.name(),
                traits.personality(),
                traits.avatarUrl(),
                traits.capabilities(),
                traits.minPriceCents(),
                traits.maxActive(),
                isDefault,
                traits.listed(),
                traits.paused());
    }

    Agent changed(Traits fresh, int freshWorkflow, Instant now) {
        return new Agent(id, ownerId, isDefault, fresh, freshWorkflow, version + 1, createdAt, now);
    }
}
