package heddle.data.type;

import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** A part of the module that keeps something about object types, asked and told when one is deleted. */
public interface TypeRoom {
    /** What stands in the way of the deletion; empty when nothing does. */
    List<Dependency> dependencies(Tx tx, Schema schema);

    /** Removes what it keeps about the type. May run a second time. */
    void clear(Tx tx, String tenantId, String objectTypeId);
}
