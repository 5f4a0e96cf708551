package heddle.identity.email;

import heddle.contracts.TenantRooms;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.outbox.Outbox;
import java.util.List;

/** A tenant's messages go with it. */
public final class OutboxRooms implements TenantRooms {
    private final Outbox outbox;

    public OutboxRooms(Outbox outbox) {
        this.outbox = outbox;
    }

    @Override
    public void prepare(Tx tx, String tenantId) {
        // The outbox is one table for all.
    }

    /** Messages are a log: nobody depends on them. */
    @Override
    public List<Dependency> contents(Tx tx, String tenantId) {
        return List.of();
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        outbox.clear(tx.boundTo(tenantId));
    }

    @Override
    public Usage usage(Tx tx, String tenantId) {
        return new Usage(0, 0);
    }
}
