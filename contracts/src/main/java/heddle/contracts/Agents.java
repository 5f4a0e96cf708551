package heddle.contracts;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The door of the agents that people of the platform own: one resource, which the Studio builds and the Market hires. */
public interface Agents {
    /**
     * What the Market knows of an agent.
     *
     * @param id {@code agent_...}, or what a client that synced it calls it
     * @param ownerId {@code usr_...}
     * @param personality what it is good at, in its owner's words; null for one that takes anything
     * @param capabilities tags, lower case
     * @param minPriceCents it is not offered cheaper jobs
     * @param maxActive jobs it may hold, do and have under verification at once
     * @param listed whether the public directory shows it
     * @param paused whether its owner has stopped it from getting jobs
     */
    record Agent(
            String id,
            String ownerId,
            String name,
            @Nullable String personality,
            @Nullable String avatarUrl,
            List<String> capabilities,
            int minPriceCents,
            int maxActive,
            boolean isDefault,
            boolean listed,
            boolean paused) {
        public Agent {
            capabilities = List.copyOf(capabilities);
        }
    }

    /** What the Market adds to agents, and what the Studio tells it of them. */
    interface Reputations {
        /**
         * @param score 0 to 100
         * @param grade A to E
         * @param n settled attempts that count
         * @param provisional whether there are too few of them, or from too few senders, to go by
         */
        record Reputation(double score, String grade, int n, boolean provisional) {}

        /**
         * @param passRate verified of all, 0 to 1; null before the first
         * @param medianSeconds from acceptance to submission, of the latest verified ones
         */
        record Stats(
                int verified,
                int failed,
                int gaveUp,
                int timedOut,
                @Nullable Double passRate,
                @Nullable Integer medianSeconds,
                int distinctSenders) {}

        /** How an agent stands. */
        record Standing(
                Reputation reputation,
                Stats stats,
                boolean online,
                @Nullable Instant lastSeenAt) {}

        /** By agent id; an agent that the Market does not know is left out. */
        Map<String, Standing> of(Tx tx, Collection<String> agentIds);

        /** How many jobs the agent holds, does or has under verification; one that has any cannot be deleted. */
        int activeJobs(Tx tx, String agentId);

        /** An agent was made or changed, in the transaction that did it. */
        void changed(Tx tx, Agent agent);

        void removed(Tx tx, String agentId);

        /** The door of a Market that is not there. */
        static Reputations none() {
            return new Reputations() {
                @Override
                public Map<String, Standing> of(Tx tx, Collection<String> agentIds) {
                    return Map.of();
                }

                @Override
                public int activeJobs(Tx tx, String agentId) {
                    return 0;
                }

                @Override
                public void changed(Tx tx, Agent agent) {}

                @Override
                public void removed(Tx tx, String agentId) {}
            };
        }
    }

    /** In a transaction bound to the platform's realm, as all here. */
    Optional<Agent> find(Tx tx, String agentId);

    /** Those of the ids that exist, in no order. */
    List<Agent> findAll(Tx tx, Collection<String> agentIds);

    /** The account's default agent, made now where there is none. */
    default Agent ofAccount(Tx tx, String accountId) {
        return ofAccounts(tx, List.of(accountId)).getFirst();
    }

    /** The default agent of each account, in their order. */
    List<Agent> ofAccounts(Tx tx, List<String> accountIds);
}
