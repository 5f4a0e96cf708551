package heddle.contracts;

import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** A module that keeps something for each tenant: told when one comes and goes, in the same transaction. */
public interface TenantRooms {
    default void prepare(Tx tx, String tenantId) {}

    /** What would be lost with the tenant. */
    default List<Dependency> contents(Tx tx, String tenantId) {
        return List.of();
    }

    void clear(Tx tx, String tenantId);

    /** How much of the plan is used. */
    default Usage usage(Tx tx, String tenantId) {
        return new Usage(0, 0);
    }

    /**
     * @param objects live and trashed
     * @param storageBytes on disk, indexes included
     */
    record Usage(long objects, long storageBytes) {}
}
