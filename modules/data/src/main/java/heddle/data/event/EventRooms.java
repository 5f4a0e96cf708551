package heddle.data.event;

import heddle.contracts.Governance;
import heddle.contracts.TenantRooms;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.EventLog;
import heddle.kernel.work.WorkItem;
import java.time.Duration;
import java.time.Instant;

/** A tenant's part of the event log. It is erased bit by bit after the tenant is gone: it may be long. */
public final class EventRooms implements TenantRooms {
    private static final String TASK = "data.erase_events";
    private static final int PIECE = 5_000;
    private static final Duration DAILY = Duration.ofHours(24);
    private static final Duration YEAR = Duration.ofDays(365);

    private final Kernel kernel;

    private final Governance governance;

    public EventRooms(Kernel kernel, Governance governance) {
        this.kernel = kernel;
        this.governance = governance;
    }

    /** Registers the background work. */
    public void work() {
        kernel.work().task(TASK, this::erase);
        kernel.work().every("data.event_retention", DAILY, this::eraseOld);
    }

    private void erase(WorkItem item) {
        Caller caller = Caller.system(item.tenantId(), "the tenant was deleted");
        int erased = PIECE;
        while (erased == PIECE) {
            erased = kernel.db().tx(caller, tx -> EventLog.erase(tx, PIECE));
        }
    }

    /** Erases what is older than each tenant keeps its facts. */
    void eraseOld() {
        Instant now = kernel.time().instant();
        governance.auditDays().forEach((tenant, days) -> {
            Caller caller = Caller.system(tenant, "facts are kept " + days + " days");
            Instant before = now.minus(Duration.ofDays(days));
            int erased = PIECE;
            while (erased == PIECE) {
                erased = kernel.db().tx(caller, tx -> EventLog.eraseBefore(tx, before, now.minus(YEAR), PIECE));
            }
        });
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        tx.enqueue(new WorkItem(TASK, tenantId, tenantId, "{}"), kernel.time().instant());
    }
}
