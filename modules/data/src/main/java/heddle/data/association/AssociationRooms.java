package heddle.data.association;

import heddle.contracts.TenantRooms;
import heddle.data.type.Schema;
import heddle.data.type.TypeRoom;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** What associations keep about a type and about a tenant, cleared with them. */
public final class AssociationRooms implements TypeRoom, TenantRooms {
    private final AssociationStore store = new AssociationStore();

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
