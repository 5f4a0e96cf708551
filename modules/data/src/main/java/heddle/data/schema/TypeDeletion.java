package heddle.data.schema;

import heddle.data.catalog.Catalogs;
import heddle.data.object.Rewrites;
import heddle.data.policies.PolicyHealth;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.data.type.TypeRoom;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.work.WorkItem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes an object type with everything that hangs on it. A type with many objects disappears at once and is emptied
 * by work afterwards.
 */
final class TypeDeletion {
    private static final String TASK = "data.drop_type";
    private static final int MAX_EVENTS = 1_000;

    private record Doomed(String typeId, String table) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final PolicyHealth policies;
    private final Rewrites rewrites;
    private final List<TypeRoom> rooms;
    private final ObjectTypeStore store = new ObjectTypeStore();

    TypeDeletion(Kernel kernel, Catalogs catalogs, PolicyHealth policies, Rewrites rewrites, List<TypeRoom> rooms) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.policies = policies;
        this.rewrites = rewrites;
        this.rooms = List.copyOf(rooms);
    }

    void register() {
        kernel.work().task(TASK, this::finish);
    }

    void delete(Caller caller, String idOrName, SecureDelete.Ask ask) {
        String id = catalogs.of(caller).require(idOrName).schema().type().id();
        SecureDelete.Target target = new SecureDelete.Target("object_type", id);
        kernel.deletes().run(caller, target, ask, tx -> dependencies(tx, locked(tx, caller, id)), tx -> {
            Schema schema = locked(tx, caller, id);
            remove(tx, caller, schema, store.count(tx, schema));
            return true;
        });
    }

    private Schema locked(Tx tx, Caller caller, String id) {
        return catalogs.lock(tx, caller.tenantId()).require(id).schema();
    }

    private List<Dependency> dependencies(Tx tx, Schema schema) {
        ObjectTypeStore.Count objects = store.count(tx, schema);
        List<Dependency> out = new ArrayList<>();
        if (objects.live() > 0) {
            out.add(new Dependency("objects", objects.live(), "Objects"));
        }
        if (objects.trashed() > 0) {
            out.add(new Dependency("trashed_objects", objects.trashed(), "Objects in the trash"));
        }
        rooms.forEach(r -> out.addAll(r.dependencies(tx, schema)));
        return out;
    }

    private void remove(Tx tx, Caller caller, Schema schema, ObjectTypeStore.Count objects) {
        ObjectType type = schema.type();
        Instant now = kernel.time().instant();
        if (objects.all() <= MAX_EVENTS) {
            tx.record(rewrites.purged(tx, caller, schema));
        }
        if (objects.all() > ObjectTypeStore.COUNTED) {
            store.markDeleting(tx, type.id(), now);
            Doomed doomed = new Doomed(type.id(), schema.table());
            tx.enqueue(new WorkItem(TASK, type.id(), type.tenantId(), Json.text(doomed)), now);
        } else {
            drop(tx, type.tenantId(), type.id(), schema.table());
        }
        Event event = Event.of(kernel.ids().next("evt"), caller, "object_type.deleted", type.id(), null, now);
        tx.record(event.inType(type.id()).before(ObjectTypeJson.fact(type), List.of()));
        policies.check(tx, caller, catalogs.read(tx, type.tenantId()), now);
        catalogs.changed(tx, type.tenantId());
        tx.afterCommit(kernel.work()::wake);
    }

    private void finish(WorkItem item) {
        Doomed doomed = Json.mapper().readValue(item.data(), Doomed.class);
        Caller system = Caller.system(item.tenantId(), "deleted object type");
        kernel.db().tx(system, tx -> {
            drop(tx, item.tenantId(), doomed.typeId(), doomed.table());
            return true;
        });
    }

    private void drop(Tx tx, String tenantId, String typeId, String table) {
        store.dropTable(tx, table);
        rooms.forEach(r -> r.clear(tx, tenantId, typeId));
        store.delete(tx, typeId);
    }
}
