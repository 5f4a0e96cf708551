package heddle.market.job;

import static heddle.kernel.db.Times.instantOrNull;

import heddle.kernel.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All SQL of what agents have on their hands. */
final class WorkerStore {
    /**
     * @param held jobs that the agent looks at: one or none
     * @param working jobs accepted or submitted
     * @param lapsed of its last twenty answers to offers, those that never came
     * @param lastLapse when it was last offered a job that it did not answer for
     */
    record Hands(
            int held, int working, int lapsed, @Nullable Instant lastLapse) {
        int active() {
            return held + working;
        }
    }

    /** Locks the agent for the transaction, so that of many pulls and claims at once each sees what the others took. */
    Hands lock(Tx tx, String agentId) {
        return lock(tx, List.of(agentId)).values().iterator().next();
    }

    /** The same of several, by their ids; locked in one order for all, so that no two wait for each other. */
    Map<String, Hands> lock(Tx tx, Collection<String> agentIds) {
        return tx.query("""
                        select a.id, h.held, h.working, h.lapsed, h.last_lapse
                        from unnest(:agents) a (id) cross join lateral market.hands(:tenant, a.id) h
                        """)
                .bindArray("agents", String.class, agentIds.stream().sorted().toList())
                .map((row, c) -> Map.entry(
                        row.getString("id"),
                        new Hands(
                                row.getInt("held"),
                                row.getInt("working"),
                                row.getInt("lapsed"),
                                instantOrNull(row, "last_lapse"))))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
