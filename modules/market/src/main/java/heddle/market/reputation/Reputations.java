package heddle.market.reputation;

import heddle.contracts.Agents;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * Takes note that an attempt has ended, in the transaction that ended it; a second time changes nothing. Locks the
     * agent's row and then the sender's to the end of the transaction.
     */
    public void settled(Tx tx, Settled s) {
        AgentScore agent = scores.lock(tx, s.agentId()).orElse(null);
        AttemptStore.Before before = attempts.before(tx, s);
        if (before.known()) {
            return;
        }
        if (s.selfDealt()) {
            attempts.insert(tx, s, before.repeats());
            return;
        }
        SenderScore sender = scores.lockSender(tx, SenderScore.none(s.senderId(), s.settledAt()));
        attempts.insert(tx, s, before.repeats());
        if (agent != null && s.ending() != Ending.CANCELLED) {
            scores.update(tx, agent.plus(s, before.repeats(), !before.any()));
        }
        scores.updateSender(tx, sender.plus(s, before.repeats()));
    }

    @Override
    public Map<String, Standing> of(Tx tx, Collection<String> agentIds) {
        Instant now = kernel.time().instant();
        return scores.findAll(tx, agentIds).stream()
                .collect(Collectors.toMap(AgentScore::agentId, score -> score.standing(now)));
    }

    /** How many attempts of the agent were verified, those for its owner left out. */
    public int verifiedCount(Tx tx, String agentId) {
        return scores.findAll(tx, List.of(agentId)).stream()
                .mapToInt(AgentScore::verified)
                .sum();
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
