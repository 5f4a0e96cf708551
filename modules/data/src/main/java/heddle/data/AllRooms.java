package heddle.data;

import heddle.contracts.TenantRooms;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import java.util.List;

/** The rooms of the parts of the module, as one. */
record AllRooms(List<TenantRooms> rooms) implements TenantRooms {
    @Override
    public void prepare(Tx tx, String tenantId) {
        rooms.forEach(r -> r.prepare(tx, tenantId));
    }

    @Override
    public List<Dependency> contents(Tx tx, String tenantId) {
        return rooms.stream().flatMap(r -> r.contents(tx, tenantId).stream()).toList();
    }

    @Override
    public void clear(Tx tx, String tenantId) {
        rooms.forEach(r -> r.clear(tx, tenantId));
    }

    @Override
    public Usage usage(Tx tx, String tenantId) {
        return rooms.stream()
                .map(r -> r.usage(tx, tenantId))
                .reduce(
                        new Usage(0, 0),
                        (a, b) -> new Usage(a.objects() + b.objects(), a.storageBytes() + b.storageBytes()));
    }
}
