package heddle.data.object;

import heddle.data.filter.SqlPredicate;
import heddle.data.policy.Action;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows that a change keeps for itself until its transaction ends, and what policies say of each. */
final class LockedRows {
    private final Map<String, ObjectStore.Locked> found;

    private LockedRows(Map<String, ObjectStore.Locked> found) {
        this.found = found;
    }

    /**
     * Locks those of the objects that the caller may see.
     *
     * @param trashed whether they are looked for in the trash, or outside of it
     */
    static LockedRows of(ObjectStore store, Guard guard, Tx tx, List<String> ids, boolean trashed, Action action) {
        String[] wellFormed =
                ids.stream().filter(id -> Ids.isId(Objects.PREFIX, id)).toArray(String[]::new);
        SqlPredicate visible = guard.visible();
        SqlPredicate allowed = guard.may(action);
        Map<String, ObjectStore.Locked> out = new HashMap<>();
        store.lock(guard.caller(), tx, guard.schema(), wellFormed, trashed, visible, allowed).stream()
                .filter(ObjectStore.Locked::visible)
                .forEach(l -> out.put(l.row().id(), l));
        return new LockedRows(out);
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    /**
     * @throws Problem 404
     */
    ObjectStore.Locked require(String id) {
        ObjectStore.Locked row = found.get(id);
        if (row == null) {
            throw Problem.notFound();
        }
        return row;
    }

    /**
     * @throws Problem 404, 403 POLICY_DENIED
     */
    ObjectStore.Locked permitted(String id) {
        ObjectStore.Locked row = require(id);
        if (!row.allowed()) {
            throw denied();
        }
        return row;
    }

    /**
     * @throws Problem 404, 403 POLICY_DENIED, for the first that is missing or denied
     */
    void requirePermitted(List<String> ids) {
        ids.forEach(this::permitted);
    }

    static Problem denied() {
        return Problem.forbidden("POLICY_DENIED", "A policy of this object type does not allow that");
    }
}
