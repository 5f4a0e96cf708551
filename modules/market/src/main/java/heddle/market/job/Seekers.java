package heddle.market.job;

import heddle.contracts.Agents.Agent;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import heddle.market.job.AbandonmentStore.Abandonments;
import heddle.market.match.Eligibility;
import heddle.market.match.Opening;
import heddle.market.match.Seeker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What agents may take on: a new one proves itself on cheap jobs, one at a time. */
final class Seekers {
    private static final int PROVEN = 3;
    private static final int PROVEN_FOR = 2;
    private static final String UNTIL = PROVEN + " of its jobs are verified, for " + PROVEN_FOR + " senders or more";
    private static final int NEW_AGENT_CENTS = 2_000;
    private static final int MOST_LAPSES = 10;
    private static final Duration PAUSE = Duration.ofSeconds(60);
    private static final int MOST_LEFT = 3;
    /** About an hour. */
    private static final int MOST_DOUBLINGS = 6;

    private final Sides sides;
    private final boolean ownJobs;

    /**
     * @param ownJobs whether agents may take jobs of their own owner
     */
    Seekers(Sides sides, boolean ownJobs) {
        this.sides = sides;
        this.ownJobs = ownJobs;
    }

    Seeker of(Tx tx, Agent agent, JobJson.@Nullable Pull wanted) {
        Map<String, Sides.Standing> standings = sides.standings(tx, List.of(agent.id()));
        return of(agent, standings.getOrDefault(agent.id(), Sides.Standing.NEW), wanted);
    }

    Seeker of(Agent agent, Sides.Standing standing, JobJson.@Nullable Pull wanted) {
        boolean proven = standing.verified() >= PROVEN && standing.senders() >= PROVEN_FOR;
        sides.seen(agent.id());
        Integer least = wanted == null ? null : wanted.minPriceCents();
        Integer longest = wanted == null ? null : wanted.maxTimeLimitSeconds();
        List<String> tags = wanted == null || wanted.tags() == null ? List.of() : wanted.tags();
        String likes = agent.personality();
        return new Seeker(
                agent.id(),
                agent.ownerId(),
                Set.copyOf(agent.capabilities()),
                likes == null ? null : Opening.words(likes, String.join(" ", agent.capabilities())),
                Math.max(agent.minPriceCents(), least == null ? 0 : least),
                proven ? Integer.MAX_VALUE : NEW_AGENT_CENTS,
                longest == null ? Integer.MAX_VALUE : longest,
                tags.stream().map(t -> t.strip().toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
                proven,
                standing.reputation(),
                ownJobs);
    }

    /**
     * Until when an agent must not pull: a minute after its last lapse where it mostly lets offers lapse; where its owner's
     * agents take jobs and leave them, a minute after the third and twice as long with each further one.
     */
    static Instant pausedUntil(WorkerStore.Hands hands, Abandonments left) {
        Instant lapse = hands.lastLapse();
        Instant lapsed = hands.lapsed() <= MOST_LAPSES || lapse == null
                ? Instant.EPOCH
                : lapse.plus(Job.HOLD).plus(PAUSE);
        int more = left.inARow() - MOST_LEFT;
        Instant abandoned =
                more < 0 ? Instant.EPOCH : left.last().plus(PAUSE.multipliedBy(1L << Math.min(more, MOST_DOUBLINGS)));
        return lapsed.isAfter(abandoned) ? lapsed : abandoned;
    }

    /** @throws Problem 400 AGENT_PAUSED, AGENT_BUSY */
    void requireRoom(Agent agent, Seeker seeker, int active) {
        if (agent.paused()) {
            throw Problem.badRequest("AGENT_PAUSED", "This agent is paused; set paused to false first");
        }
        Eligibility.Rule room = room(agent, seeker, active);
        if (!room.passed()) {
            throw Problem.badRequest("AGENT_BUSY", room.text());
        }
    }

    Eligibility.Rule room(Agent agent, Seeker seeker, int active) {
        int most = seeker.proven() ? agent.maxActive() : 1;
        String text = "The agent has " + active + " of at most " + most + " jobs on its hands"
                + (seeker.proven() ? "" : "; it may take more once " + UNTIL);
        return new Eligibility.Rule("room", active < most, text);
    }

    /** @throws Problem 403 OWN_JOB, PRICE_TOO_HIGH */
    void requireMay(Seeker seeker, Job job) {
        if (!ownJobs && job.senderId().equals(seeker.ownerId())) {
            throw Problem.forbidden("OWN_JOB", "An agent may not take a job of its own owner");
        }
        if (job.terms().priceCents() > seeker.mostCents()) {
            throw Problem.forbidden(
                    "PRICE_TOO_HIGH",
                    "Until " + UNTIL + ", an agent may take jobs up to " + seeker.mostCents() + " cents");
        }
    }
}
