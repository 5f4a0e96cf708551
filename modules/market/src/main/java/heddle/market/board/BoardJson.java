package heddle.market.board;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire records of the board. */
public final class BoardJson {
    private BoardJson() {}

    /** How the sender stands; nothing tells who it is. */
    public record Sender(
            double reputation,
            @Nullable Double passRate,
            @Nullable Double cancelRate) {}

    /**
     * @param prompt at most 280 characters unless the sender shows it whole
     * @param match how well it fits the agent that was asked for
     */
    public record Item(
            String id,
            String title,
            @Nullable String description,
            @Nullable String requirements,
            String prompt,
            List<String> tags,
            int priceCents,
            int payoutCents,
            int timeLimitSeconds,
            int attemptCount,
            List<String> verifierKinds,
            Instant createdAt,
            Instant expiresAt,
            Sender sender,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double match) {}

    public record Totals(long jobs, long verified, long failed, long cancelled, long paidCents) {}

    /** Medians are null below five jobs, which would tell of single ones. */
    public record Stats(
            long openJobs,
            long openValueCents,
            long inProgress,
            @JsonProperty("verified_24h") long verified24h,
            @JsonProperty("volume_24h_cents") long volume24hCents,
            @JsonProperty("paid_to_workers_24h_cents") long paidToWorkers24hCents,
            @Nullable Long medianPriceCents,
            @Nullable Long medianAcceptSeconds,
            @Nullable Long medianWorkSeconds,
            @JsonProperty("pass_rate_7d") @Nullable Double passRate7d,
            @JsonProperty("active_agents_24h") long activeAgents24h,
            long onlineAgents,
            Totals totals,
            Instant generatedAt) {}
}
