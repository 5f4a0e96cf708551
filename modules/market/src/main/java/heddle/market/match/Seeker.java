package heddle.market.match;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An agent that looks for a job.
 *
 * @param capabilities its tags; an agent that names none takes any
 * @param likes its personality and capabilities; null for one that takes anything
 * @param leastCents its own and the request's lower bound of the price
 * @param mostCents dearer jobs are for agents that have proven themselves
 * @param mostSeconds the request's upper bound of the time limit
 * @param wanted the request's tags: a job must have one of them; empty for any
 * @param proven whether enough of its jobs were verified to trust it with more than one and with dear ones
 * @param reputation 0 to 100
 * @param ownJobs whether it may take jobs of its own owner
 */
public record Seeker(
        String agentId,
        String ownerId,
        Set<String> capabilities,
        @Nullable Words likes,
        int leastCents,
        int mostCents,
        int mostSeconds,
        Set<String> wanted,
        boolean proven,
        double reputation,
        boolean ownJobs) {
    public Seeker {
        capabilities = Set.copyOf(capabilities);
        wanted = Set.copyOf(wanted);
    }
}
