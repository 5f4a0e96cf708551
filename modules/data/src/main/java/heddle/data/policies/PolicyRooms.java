package heddle.data.policies;

import heddle.data.type.Schema;
import heddle.data.type.TypeRoom;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** The policies of a type, as its deletion sees them. */
public final class PolicyRooms implements TypeRoom {
    private final PolicyStore store = new PolicyStore();

    @Override
    public List<Dependency> dependencies(Tx tx, Schema schema) {
        long count = store.count(tx, schema.type().id());
        return count == 0 ? List.of() : List.of(new Dependency("policies", count, "Policies"));
    }

    @Override
    public void clear(Tx tx, String tenantId, String objectTypeId) {
        store.deleteAll(tx, objectTypeId);
    }
}
