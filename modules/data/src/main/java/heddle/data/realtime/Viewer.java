package heddle.data.realtime;

import heddle.data.catalog.Catalog;
import heddle.data.filter.Bound;
import heddle.data.policy.Action;
import heddle.data.policy.FieldRules;
import heddle.data.policy.PolicySet;
import heddle.kernel.access.Caller;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Whose eyes events are judged with. What the policies come to for them is kept until a policy or the second changes. */
final class Viewer {
    /**
     * What the viewer may see of a type.
     *
     * @param visible which rows
     * @param hidden which properties are withheld
     */
    record Sight(PolicySet policies, long second, Bound visible, FieldRules hidden) {}

    private final Caller caller;
    private final Map<String, Sight> byType = new ConcurrentHashMap<>();

    Viewer(Caller caller) {
        this.caller = caller;
    }

    Caller caller() {
        return caller;
    }

    boolean policed() {
        return caller.policed();
    }

    /** Null when there is no such type any more, so that nobody who is policed sees its objects. */
    @Nullable
    Sight sight(Catalog.@Nullable Entry entry, Instant now) {
        if (entry == null) {
            return null;
        }
        return byType.compute(
                entry.schema().type().id(),
                (id, known) ->
                        known != null && known.policies() == entry.policies() && known.second() == now.getEpochSecond()
                                ? known
                                : look(entry.policies(), now));
    }

    private Sight look(PolicySet policies, Instant now) {
        return new Sight(
                policies,
                now.getEpochSecond(),
                policies.decision(caller, Action.SELECT, now),
                policies.hidden(caller, now));
    }
}
