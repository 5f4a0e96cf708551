package heddle.data.object;

import heddle.data.catalog.Catalog;
import heddle.data.policy.Action;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.type.Schema;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes objects for good, with what hangs on them, behind the confirm token when anything does. */
public final class Purges {
    private static final int AT_A_TIME = 100;

    private final Objects objects;
    private final PurgeStore store;

    public Purges(Objects objects) {
        this.objects = objects;
        this.store = new PurgeStore();
    }

    /** A property of some type that may name objects of the purged one's type. */
    private record Pointer(Schema schema, Property property) {}

    /**
     * Purges an object, live or trashed.
     *
     * @throws Problem 404 when it is not there or hidden, 403 POLICY_DENIED, 409 DEPENDENCY_EXISTS, 409 CONFLICT when a
     *     reference with {@code on_delete: restrict} names it
     */
    public void purge(Guard guard, String id, SecureDelete.Ask ask) {
        SecureDelete.Target target = new SecureDelete.Target("object", id);
        objects.kernel().deletes().run(guard.caller(), target, ask, tx -> dependencies(guard, tx, id), tx -> {
            cascade(guard, tx, id, new HashSet<>());
            return true;
        });
    }

    /** Purges what has been in the trash since before a moment, with what hangs on it; returns how many went. */
    int purgeOld(Guard guard, String before) {
        return objects.kernel().db().tx(guard.caller(), tx -> {
            Set<String> gone = new HashSet<>();
            for (String id : store.trashedBefore(tx, guard.schema(), before, AT_A_TIME)) {
                cascade(guard, tx, id, gone);
            }
            return gone.size();
        });
    }

    private List<Dependency> dependencies(Guard guard, Tx tx, String id) {
        lock(guard, tx, id);
        List<Dependency> out = new ArrayList<>();
        add(out, "associations", store.countAssociations(tx, id), "Associations");
        add(out, "comments", store.countComments(tx, id), "Comments");
        long references = 0;
        for (Pointer pointer : pointers(guard)) {
            long count =
                    store.pointing(tx, pointer.schema(), pointer.property(), id).size();
            if (count > 0 && onDelete(pointer.property()).equals("restrict")) {
                throw Problem.conflict(
                        "CONFLICT",
                        "%d %s name this object in %s, which forbids deleting it"
                                .formatted(
                                        count,
                                        pointer.schema().type().name(),
                                        pointer.property().name()));
            }
            references += count;
        }
        add(out, "references", references, "References");
        return out;
    }

    private static void add(List<Dependency> out, String type, long count, String label) {
        if (count > 0) {
            out.add(new Dependency(type, count, label));
        }
    }

    private ObjectRow lock(Guard guard, Tx tx, String id) {
        String[] ids = Ids.isId(Objects.PREFIX, id) ? new String[] {id} : new String[0];
        for (boolean trashed : new boolean[] {false, true}) {
            List<ObjectStore.Locked> found = objects.store()
                    .lock(guard.caller(), tx, guard.schema(), ids, trashed, guard.visible(), guard.may(Action.DELETE));
            if (!found.isEmpty() && found.getFirst().visible()) {
                if (!found.getFirst().allowed()) {
                    throw Problem.forbidden("POLICY_DENIED", "A policy of this object type does not allow that");
                }
                return found.getFirst().row();
            }
        }
        throw Problem.notFound();
    }

    private void cascade(Guard guard, Tx tx, String id, Set<String> gone) {
        if (!gone.add(id)) {
            return;
        }
        ObjectRow row = lock(guard, tx, id);
        store.deleteComments(tx, id);
        for (String association : store.deleteAssociations(tx, id)) {
            tx.record(Event.of(
                    objects.kernel().ids().next("evt"),
                    guard.caller(),
                    "association.deleted",
                    association,
                    null,
                    guard.now()));
        }
        for (Pointer pointer : pointers(guard)) {
            release(guard, tx, pointer, id, gone);
        }
        ObjectStore.Changes changes = new ObjectStore.Changes("object.purged");
        changes.add(
                row,
                objects.kernel().ids().next("evt"),
                null,
                ObjectJson.text(guard.schema().type(), row),
                List.of());
        objects.store().purgeAll(guard.caller(), tx, guard.schema(), changes, InstantText.of(guard.now()));
        objects.quota().shrank(guard.caller().tenantId());
    }

    /** What named the object goes with it, or stops naming it. */
    private void release(Guard guard, Tx tx, Pointer pointer, String id, Set<String> gone) {
        Guard other = java.util.Objects.requireNonNull(
                guard.of(pointer.schema().type().id()));
        List<ObjectRow> rows = store.pointing(tx, pointer.schema(), pointer.property(), id);
        if (onDelete(pointer.property()).equals("cascade")) {
            rows.forEach(row -> cascade(other, tx, row.id(), gone));
            return;
        }
        ObjectStore.Changes changes = new ObjectStore.Changes("object.updated");
        String at = InstantText.of(guard.now());
        String name = pointer.property().name();
        for (ObjectRow row : rows) {
            ObjectNode before = row.tree();
            ObjectRow fresh = row.with(without(before, name, id), row.version() + 1, at);
            changes.add(
                    fresh,
                    objects.kernel().ids().next("evt"),
                    ObjectJson.before(before, List.of(name)),
                    ObjectJson.text(pointer.schema().type(), fresh),
                    List.of(name));
        }
        if (!changes.isEmpty()) {
            objects.store().updateAll(guard.caller(), tx, pointer.schema(), changes, at);
        }
    }

    private static ObjectNode without(ObjectNode before, String name, String id) {
        ObjectNode after = before.deepCopy();
        if (!before.path(name).isArray()) {
            after.remove(name);
            return after;
        }
        ArrayNode rest = Json.mapper().createArrayNode();
        before.path(name).forEach(item -> {
            if (!item.asString("").equals(id)) {
                rest.add(item);
            }
        });
        after.set(name, rest);
        return after;
    }

    private List<Pointer> pointers(Guard guard) {
        List<Pointer> out = new ArrayList<>();
        for (Catalog.Entry entry : objects.catalogs().of(guard.caller()).entries()) {
            for (Property property : entry.schema().properties().values()) {
                boolean mine = property.dataType() == DataType.REFERENCE
                        && property.options()
                                .path("object_type_id")
                                .asString("")
                                .equals(guard.schema().type().id());
                if (mine) {
                    out.add(new Pointer(entry.schema(), property));
                }
            }
        }
        return out;
    }

    private static String onDelete(Property property) {
        return property.options().path("on_delete").asString("null");
    }
}
