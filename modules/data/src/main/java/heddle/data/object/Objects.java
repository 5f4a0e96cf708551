package heddle.data.object;

import heddle.contracts.Existence;
import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.policy.Action;
import heddle.data.policy.FieldRules;
import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.data.quota.ObjectQuota;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be done with objects, one or many at a time. */
public final class Objects {
    static final String PREFIX = "obj";
    static final int MAX_BYTES = 256 * 1024;

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Values values;
    private final ObjectStore store;
    private final References references;
    private final ObjectQuota quota;

    public Objects(
            Kernel kernel, Catalogs catalogs, Values values, ObjectQuota quota, Existence users, Existence files) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.values = values;
        this.store = new ObjectStore(kernel.db());
        this.references = new References(store, users, files);
        this.quota = quota;
    }

    /**
     * What the caller may do with objects of a type.
     *
     * @throws Problem 404 when there is no such type
     */
    public Guard guard(Caller caller, String type) {
        Catalog catalog = catalogs.of(caller);
        return new Guard(catalog, catalog.require(type), caller, kernel.time().instant());
    }

    /** A live object that the caller may see, without what is hidden from it. */
    public ObjectRow get(Guard guard, String id) {
        if (!Ids.isId(PREFIX, id)) {
            throw Problem.notFound();
        }
        return shown(
                guard,
                store.find(guard.caller(), guard.schema(), id, guard.visible()).orElseThrow(Problem::notFound));
    }

    /** The objects that the caller may see, in the order asked for. */
    public List<ObjectRow> read(Guard guard, List<String> ids) {
        String[] wanted =
                ids.stream().filter(id -> Ids.isId(PREFIX, id)).distinct().toArray(String[]::new);
        Map<String, ObjectRow> found = new HashMap<>();
        for (ObjectRow row : store.findAll(guard.caller(), guard.schema(), wanted, guard.visible())) {
            found.put(row.id(), shown(guard, row));
        }
        List<ObjectRow> out = new ArrayList<>();
        for (String id : wanted) {
            ObjectRow row = found.get(id);
            if (row != null) {
                out.add(row);
            }
        }
        return out;
    }

    /** One object to make: its properties, where they stand in the body, and an id given by the caller. */
    public record New(
            JsonNode properties, String path, @Nullable String id) {}

    /**
     * Makes objects, all or none.
     *
     * @throws Problem 400 with every fault of every object, 402 QUOTA_EXCEEDED, 403 POLICY_DENIED, 409 DUPLICATE_VALUE
     */
    public List<ObjectRow> create(Guard guard, List<New> wanted) {
        boolean simple = guard.schema().properties().values().stream().noneMatch(Objects::needsTransaction);
        if (simple && !guard.caller().policed()) {
            return insert(guard, wanted, null);
        }
        return kernel.db().tx(guard.caller(), tx -> insert(guard, wanted, tx));
    }

    /** Makes one object of many that may fail alone: its failure leaves an open transaction usable. */
    ObjectRow createAlone(Guard guard, New wanted) {
        return kernel.db()
                .tx(guard.caller(), tx -> tx.attempt(() -> create(guard, List.of(wanted))))
                .getFirst();
    }

    private static boolean needsTransaction(Property property) {
        return property.defaultValue() != null
                && heddle.data.property.DefaultToken.of(property)
                        .filter(t -> t == heddle.data.property.DefaultToken.INCREMENT)
                        .isPresent();
    }

    private List<ObjectRow> insert(Guard guard, List<New> wanted, @Nullable Tx tx) {
        String at = InstantText.of(guard.now());
        Draft.Origin origin = new Draft.Origin(
                guard.caller(),
                guard.now(),
                () -> java.util
                        .UUID
                        .nameUUIDFromBytes(heddle.kernel.crypto.Tokens.bytes(16))
                        .toString(),
                p -> store.increment(java.util.Objects.requireNonNull(tx), p.id()));
        List<Fault> faults = new ArrayList<>();
        List<References.Item> items = new ArrayList<>(wanted.size());
        List<ObjectRow> rows = new ArrayList<>(wanted.size());
        for (New one : wanted) {
            Draft draft = new Draft(guard.schema(), values, one.path());
            ObjectNode props = draft.create(one.properties(), origin);
            faults.addAll(draft.faults());
            items.add(new References.Item(props, List.copyOf(props.propertyNames()), one.path(), faults));
            rows.add(new ObjectRow(
                    id(one, faults),
                    bytes(props),
                    1,
                    false,
                    at,
                    at,
                    guard.caller().id(),
                    null,
                    null));
        }
        references.check(guard, items);
        refuse(faults);
        judgeNew(guard, rows, Action.INSERT);
        return quota.within(guard.caller(), rows.size(), () -> {
            write(guard, rows, at);
            return rows;
        });
    }

    private String id(New one, List<Fault> faults) {
        if (one.id() == null) {
            return kernel.ids().next(PREFIX);
        }
        if (!Ids.isId(PREFIX, one.id())) {
            faults.add(new Fault("id", "invalid_format", "id must be obj_ and 26 characters, or left out"));
        }
        return one.id();
    }

    private void write(Guard guard, List<ObjectRow> rows, String at) {
        ObjectStore.Changes changes = new ObjectStore.Changes("object.created");
        for (ObjectRow row : rows) {
            changes.add(
                    row,
                    kernel.ids().next("evt"),
                    null,
                    ObjectJson.text(guard.schema().type(), row),
                    List.of());
        }
        try {
            if (rows.size() == 1) {
                store.insertOne(guard.caller(), guard.schema(), changes, at);
            } else {
                store.insertAll(guard.caller(), guard.schema(), changes, at);
            }
        } catch (RuntimeException e) {
            ObjectStore readable = kernel.db().inTransaction() ? null : store;
            throw Duplicates.explain(e, guard.schema(), rows, readable, guard.caller());
        }
    }

    /** One change: which object, the properties as sent, and the version that the caller believes to change. */
    public record Change(
            String id, JsonNode properties, @Nullable Long version, boolean precondition, String path) {}

    /**
     * Changes objects, all or none. Rows are locked, so that two callers who change different properties both succeed.
     *
     * @throws Problem 404 when one is not there or hidden, 403 POLICY_DENIED, 409 VERSION_CONFLICT, 412, 400
     */
    public List<ObjectRow> update(Guard guard, List<Change> wanted) {
        return kernel.db().tx(guard.caller(), tx -> {
            List<String> ids = wanted.stream().map(Change::id).toList();
            LockedRows locked = LockedRows.of(store, guard, tx, ids, false, Action.UPDATE);
            locked.requirePermitted(ids);
            FieldRules readonly = guard.readonly();
            RowLinks links = new RowLinks(kernel.db(), guard.caller());
            String at = InstantText.of(guard.now());
            List<Fault> faults = new ArrayList<>();
            List<References.Item> items = new ArrayList<>();
            Map<String, ObjectRow> fresh = new LinkedHashMap<>();
            Map<String, List<String>> changed = new HashMap<>();
            for (Change change : wanted) {
                ObjectRow old = locked.require(change.id()).row();
                requireVersion(old, change);
                ObjectNode before = old.tree();
                Draft draft = new Draft(guard.schema(), values, change.path());
                Set<String> fixed = readonly.none() ? Set.of() : readonly.in(old.row(), links);
                ObjectNode after = draft.update(before, change.properties(), fixed);
                faults.addAll(draft.faults());
                List<String> names = Draft.changed(before, after);
                changed.put(change.id(), names);
                items.add(new References.Item(after, names, change.path(), faults));
                fresh.put(change.id(), names.isEmpty() ? old : next(old, after, at));
            }
            references.check(guard, items);
            refuse(faults);
            return store(guard, tx, locked, fresh, changed, at);
        });
    }

    private List<ObjectRow> store(
            Guard guard,
            Tx tx,
            LockedRows locked,
            Map<String, ObjectRow> fresh,
            Map<String, List<String>> changed,
            String at) {
        ObjectStore.Changes changes = new ObjectStore.Changes("object.updated");
        List<ObjectRow> moved = new ArrayList<>();
        fresh.forEach((id, row) -> {
            List<String> names = java.util.Objects.requireNonNull(changed.get(id));
            if (!names.isEmpty()) {
                moved.add(row);
                ObjectRow old = locked.require(id).row();
                changes.add(
                        row,
                        kernel.ids().next("evt"),
                        ObjectJson.before(old.tree(), names),
                        ObjectJson.text(guard.schema().type(), row),
                        names);
            }
        });
        judgeNew(guard, moved, Action.UPDATE);
        if (!changes.isEmpty()) {
            try {
                store.updateAll(guard.caller(), tx, guard.schema(), changes, at);
            } catch (RuntimeException e) {
                throw Duplicates.explain(e, guard.schema(), moved, null, guard.caller());
            }
        }
        return fresh.values().stream().map(r -> shown(guard, r)).toList();
    }

    /** Moves objects to the trash. */
    public List<String> trash(Guard guard, List<String> ids, @Nullable Long version) {
        return kernel.db().tx(guard.caller(), tx -> {
            LockedRows locked = LockedRows.of(store, guard, tx, ids, false, Action.DELETE);
            locked.requirePermitted(ids);
            String at = InstantText.of(guard.now());
            ObjectStore.Changes changes = new ObjectStore.Changes("object.deleted");
            for (String id : ids) {
                ObjectRow old = locked.require(id).row();
                requireVersion(old, new Change(id, Json.object(), version, true, ""));
                ObjectRow gone = old.trashed(at, guard.caller().id());
                changes.add(
                        gone,
                        kernel.ids().next("evt"),
                        null,
                        ObjectJson.text(guard.schema().type(), gone),
                        List.of());
            }
            store.trashAll(guard.caller(), tx, guard.schema(), changes, at);
            return ids;
        });
    }

    /** Takes an object out of the trash, where it counted too: only who has more than the plan includes is refused. */
    public ObjectRow restore(Guard guard, String id) {
        return kernel.db().tx(guard.caller(), tx -> {
            LockedRows locked = LockedRows.of(store, guard, tx, List.of(id), true, Action.UPDATE);
            if (locked.isEmpty()
                    && !LockedRows.of(store, guard, tx, List.of(id), false, Action.UPDATE)
                            .isEmpty()) {
                throw Problem.conflict("INVALID_STATE", "This object is not in the trash");
            }
            ObjectRow old = locked.permitted(id).row();
            String at = InstantText.of(guard.now());
            ObjectRow back = old.restored(old.version() + 1, at);
            judgeNew(guard, List.of(back), Action.UPDATE);
            ObjectStore.Changes changes = new ObjectStore.Changes("object.restored");
            changes.add(
                    back,
                    kernel.ids().next("evt"),
                    null,
                    ObjectJson.text(guard.schema().type(), back),
                    List.of());
            try {
                quota.within(guard.caller(), 0, () -> {
                    store.restoreAll(guard.caller(), tx, guard.schema(), changes, at);
                    return true;
                });
            } catch (RuntimeException e) {
                throw Duplicates.explain(e, guard.schema(), List.of(back), null, guard.caller());
            }
            return shown(guard, back);
        });
    }

    /** The row without the properties that policies hide from the caller. */
    public ObjectRow shown(Guard guard, ObjectRow row) {
        FieldRules hidden = guard.hidden();
        if (hidden.none()) {
            return row;
        }
        ObjectNode props = row.tree();
        hidden.in(row.row(), new RowLinks(kernel.db(), guard.caller())).forEach(props::remove);
        return row.with(props, row.version(), row.updatedAt());
    }

    ObjectQuota quota() {
        return quota;
    }

    ObjectStore store() {
        return store;
    }

    Kernel kernel() {
        return kernel;
    }

    Catalogs catalogs() {
        return catalogs;
    }

    private static void requireVersion(ObjectRow old, Change change) {
        if (change.version() == null || change.version() == old.version()) {
            return;
        }
        throw (change.precondition()
                        ? Problem.of(412, "PRECONDITION_FAILED", "Somebody changed this object; read it again")
                        : Problem.conflict("VERSION_CONFLICT", "Somebody changed this object; read it again"))
                .with("current_version", old.version());
    }

    /** Refuses what a policy does not let the caller leave behind. */
    private void judgeNew(Guard guard, List<ObjectRow> rows, Action action) {
        if (guard.policies().unrestricted(guard.caller())) {
            return;
        }
        RowLinks links = new RowLinks(kernel.db(), guard.caller());
        Instant now = guard.now();
        for (ObjectRow row : rows) {
            if (!guard.policies().allows(guard.caller(), action, row.row(), now, links)) {
                throw LockedRows.denied();
            }
        }
    }

    private static ObjectRow next(ObjectRow old, ObjectNode after, String at) {
        bytes(after);
        return old.with(after, old.version() + 1, at);
    }

    private static byte[] bytes(ObjectNode props) {
        byte[] out = Json.bytes(props);
        if (out.length > MAX_BYTES) {
            throw Problem.tooLarge("OBJECT_TOO_LARGE", "The properties of an object may hold at most 256 KB");
        }
        return out;
    }

    private static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }
}
