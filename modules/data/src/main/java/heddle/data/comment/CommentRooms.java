package heddle.data.comment;

import heddle.contracts.TenantRooms;
import heddle.data.type.Schema;
import heddle.data.type.TypeRoom;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** Comments go with their type and with their tenant. */
public final class CommentRooms implements TypeRoom, TenantRooms {
    private final CommentStore store = new CommentStore();

    @Override
    public List<Dependency> dependencies(Tx tx, Schema schema) {
        return List.of();
    }

    @Override
    public void clear(Tx tx, String tenantId, String objectTypeId) {
        store.deleteOfType(tx, objectTypeId);
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        store.deleteAll(tx);
    }
}
