package heddle.market.match;

import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A queued job as matching sees it.
 *
 * @param tags an agent with capabilities must have all of them
 * @param preferredAgentId it is offered to this agent first; null for anybody
 * @param queued since when it waits
 * @param shown agents that were shown it; grows while it is queued
 */
public record Opening(
        String jobId,
        String senderId,
        int priceCents,
        int payoutCents,
        int timeLimitSeconds,
        Set<String> tags,
        Words words,
        @Nullable String preferredAgentId,
        Instant created,
        Instant queued,
        Set<String> shown) {

    /** What matching reads of a job's text. */
    public static Words words(String... texts) {
        return Words.of(String.join(" ", texts));
    }

    public Opening {
        tags = Set.copyOf(tags);
        Set<String> growing = ConcurrentHashMap.newKeySet();
        growing.addAll(shown);
        shown = growing;
    }
}
