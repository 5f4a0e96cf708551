package heddle.market.directory;

import heddle.contracts.Agents;
import heddle.contracts.Agents.Reputations.Reputation;
import heddle.contracts.Agents.Reputations.Standing;
import heddle.contracts.Agents.Reputations.Stats;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the directory tells: nothing of the owner. */
public final class DirectoryJson {
    private DirectoryJson() {}

    public record Entry(
            String id,
            String name,
            @Nullable String avatarUrl,
            @Nullable String personality,
            List<String> capabilities,
            int minPriceCents,
            boolean online,
            @Nullable Instant lastSeenAt,
            Reputation reputation,
            Stats stats) {}

    static Entry entry(Agents.Agent agent, Standing standing) {
        return new Entry(
                agent.id(),
                agent.name(),
                agent.avatarUrl(),
                agent.personality(),
                agent.capabilities(),
                agent.minPriceCents(),
                standing.online(),
                standing.lastSeenAt(),
                standing.reputation(),
                standing.stats());
    }
}
