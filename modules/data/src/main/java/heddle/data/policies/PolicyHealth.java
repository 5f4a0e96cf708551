package heddle.data.policies;

import heddle.data.catalog.Catalog;
import heddle.data.filter.ConditionJson;
import heddle.data.filter.SchemaLookup;
import heddle.data.filter.Vocabulary;
import heddle.data.policy.Policy;
import heddle.data.type.Schema;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.List;

/**
 * Flags the policies whose condition names what is gone. They hold for no object until somebody edits them, so that a
 * new property of the same name does not bring an old rule back to life.
 */
public final class PolicyHealth {
    private final PolicyStore store = new PolicyStore();
    private final Ids ids;

    public PolicyHealth(Ids ids) {
        this.ids = ids;
    }

    /**
     * @param catalog as it is after the change that may have broken policies
     */
    public void check(Tx tx, Caller caller, Catalog catalog, Instant now) {
        for (Catalog.Entry entry : catalog.entries()) {
            for (Policy policy : entry.listed()) {
                if (!policy.broken() && !readable(policy, entry.schema(), catalog.schemas())) {
                    store.markBroken(tx, policy.id(), now);
                    tx.record(Event.of(
                                    ids.next("evt"),
                                    caller,
                                    "policy.updated",
                                    policy.id(),
                                    PolicyJson.fact(policy.inOrder(false)),
                                    now)
                            .inType(policy.objectTypeId())
                            .before(PolicyJson.fact(policy), List.of("status")));
                }
            }
        }
    }

    private static boolean readable(Policy policy, Schema schema, SchemaLookup types) {
        try {
            ConditionJson.parse(policy.condition(), "condition_json", Vocabulary.policy(schema, types));
            return true;
        } catch (Problem unreadable) {
            return false;
        }
    }
}
