package heddle.data.event;

import heddle.contracts.TenantRooms;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.event.EventLog;
import heddle.kernel.work.WorkItem;
import java.util.List;

/** A tenant's part of the event log. It is erased bit by bit after the tenant is gone: it may be long. */
public final class EventRooms implements TenantRooms {
    private static final String TASK = "erase-events";
    private static final int PIECE = 5_000;

    private final Kernel kernel;

    public EventRooms(Kernel kernel) {
        this.kernel = kernel;
    }

    /** Registers the background work. */
    public void work() {
        kernel.work().task(TASK, this::erase);
    }

    private void erase(WorkItem item) {
        Caller caller = Caller.system(item.tenantId(), "the tenant was deleted");
        int erased = PIECE;
        while (erased == PIECE) {
            erased = kernel.db().tx(caller, tx -> EventLog.erase(tx, PIECE));
        }
    }

    @Override
    public void prepare(Tx tx, String tenantId) {
        // The log is shared.
    }

    @Override
    public List<Dependency> contents(Tx tx, String tenantId) {
        return List.of();
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        tx.enqueue(new WorkItem(TASK, tenantId, tenantId, "{}"), kernel.time().instant());
    }

    @Override
    public Usage usage(Tx tx, String tenantId) {
        return new Usage(0, 0);
    }
}
