package heddle.identity.email;

import heddle.contracts.TenantRooms;
import heddle.kernel.db.Tx;
import heddle.kernel.outbox.Outbox;

/** A tenant's messages go with it. */
public final class OutboxRooms implements TenantRooms {
    private final Outbox outbox;

    public OutboxRooms(Outbox outbox) {
        this.outbox = outbox;
    }

    /** Messages are a log: nobody depends on them. */
    @Override
    public void clear(Tx tx, String tenantId) {
        outbox.clear(tx.boundTo(tenantId));
    }
}
