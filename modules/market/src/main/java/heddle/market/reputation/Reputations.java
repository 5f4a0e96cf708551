package heddle.market.reputation;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How agents and senders stand. Reading never looks at attempts: each is weighed once, when it is settled. */
public final class Reputations implements Agents.Reputations {
    private static final int BATCH = 1_000;

    private final Kernel kernel;
    private final ScoreStore scores = new ScoreStore();
    private final AttemptStore attempts = new AttemptStore();
    private final Caller system = Caller.system(Realm.PLATFORM, "reputation");

    public Reputations(Kernel kernel) {
        this.kernel = kernel;
    }

    /**
     * Takes note that attempts have ended, in the transaction that ended them; a second time changes nothing. Locks the
     * agents' rows and then the senders' to the end of the transaction.
     */
    public void settled(Tx tx, List<Settled> ended) {
        Map<String, AgentScore> agents =
                scores.lock(tx, ended.stream().map(Settled::agentId).distinct().toList());
        List<Weighed> weighed = weighed(tx, ended);
        List<Settled> counted = weighed.stream()
                .map(Weighed::attempt)
                .filter(s -> !s.selfDealt())
                .toList();
        Map<String, SenderScore> senders = scores.lockSenders(
                tx,
                counted.stream().map(Settled::senderId).distinct().toList(),
                kernel.time().instant());
        Set<String> moved = new LinkedHashSet<>();
        for (Weighed w : weighed) {
            Settled s = w.attempt();
            attempts.insert(tx, s, w.repeats());
            if (s.selfDealt()) {
                continue;
            }
            if (s.ending() != Ending.CANCELLED
                    && agents.computeIfPresent(s.agentId(), (_, score) -> score.plus(s, w.repeats(), w.first()))
                            != null) {
                moved.add(s.agentId());
            }
            senders.computeIfPresent(s.senderId(), (_, score) -> score.plus(s, w.repeats()));
        }
        moved.forEach(id -> scores.update(tx, Objects.requireNonNull(agents.get(id))));
        senders.values().forEach(score -> scores.updateSender(tx, score));
    }

    /**
     * An attempt with what came before it.
     *
     * @param repeats attempts of the same agent and sender in the half-life before
     * @param first whether the agent never tried a job of this sender
     */
    private record Weighed(Settled attempt, int repeats, boolean first) {}

    /** Those that are not known yet; each of a pair has the ones before it among its repeats. */
    private List<Weighed> weighed(Tx tx, List<Settled> ended) {
        List<AttemptStore.Before> before = attempts.before(tx, ended);
        Map<List<String>, Integer> now = new HashMap<>();
        List<Weighed> out = new ArrayList<>();
        for (int i = 0; i < ended.size(); i++) {
            Settled s = ended.get(i);
            AttemptStore.Before b = before.get(i);
            if (b.known()) {
                continue;
            }
            boolean counts = s.ending() != Ending.CANCELLED && !s.selfDealt();
            List<String> pair = List.of(s.agentId(), s.senderId());
            int earlier = now.getOrDefault(pair, 0);
            now.merge(pair, counts ? 1 : 0, Integer::sum);
            out.add(new Weighed(s, b.repeats() + earlier, !b.any() && earlier == 0));
        }
        return out;
    }

    @Override
    public Map<String, Standing> of(Tx tx, Collection<String> agentIds) {
        Instant now = kernel.time().instant();
        return scores.findAll(tx, agentIds).stream()
                .collect(Collectors.toMap(AgentScore::agentId, score -> score.standing(now)));
    }

    /** How those stand who post jobs; one who has no settled attempt yet stands where everybody begins. */
    public Map<String, SenderStanding> ofSenders(Tx tx, Collection<String> senderIds) {
        Instant now = kernel.time().instant();
        Map<String, SenderScore> known = scores.findSenders(tx, senderIds).stream()
                .collect(Collectors.toMap(SenderScore::senderId, Function.identity()));
        return senderIds.stream()
                .distinct()
                .collect(Collectors.toMap(
                        Function.identity(),
                        id -> known.getOrDefault(id, SenderScore.none(id, now)).standing(now)));
    }

    @Override
    public int activeJobs(Tx tx, String agentId) {
        return scores.activeJobs(tx, agentId);
    }

    @Override
    public void changed(Tx tx, Agents.Agent agent) {
        scores.upsert(tx, agent, Evidence.none(kernel.time().instant()));
    }

    @Override
    public void removed(Tx tx, String agentId) {
        scores.delete(tx, agentId);
    }

    /** Writes the scores by which the directory is ordered as they have decayed; called once a day. */
    public void decay() {
        Instant now = kernel.time().instant();
        Optional<String> at = Optional.of("");
        while (at.isPresent()) {
            String after = at.get();
            at = kernel.db().tx(system, tx -> decay(tx, after, now));
        }
    }

    /** The last agent of a batch; empty after the last batch. */
    private Optional<String> decay(Tx tx, String after, Instant now) {
        List<AgentScore> some = scores.lockSome(tx, after, BATCH);
        if (some.isEmpty()) {
            return Optional.empty();
        }
        scores.updateScores(tx, some, now);
        return Optional.of(some.getLast().agentId());
    }
}
