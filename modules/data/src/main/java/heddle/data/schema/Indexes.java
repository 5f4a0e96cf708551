package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.property.Property;
import heddle.data.property.PropertyIndex;
import heddle.data.property.PropertyJson;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.DbFailure;
import heddle.kernel.db.SqlProblems;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.work.WorkItem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Keeps the indexes behind properties as the definitions ask for: at once for a small type, by work that does not block
 * writers for a large one.
 */
final class Indexes {
    private static final String TASK = "data.build_indexes";
    private static final String DUPLICATE = "23505";

    private record Wish(String typeId, String propertyId) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final IndexStore store = new IndexStore();
    private final PropertyStore properties = new PropertyStore();

    Indexes(Kernel kernel, Catalogs catalogs) {
        this.kernel = kernel;
        this.catalogs = catalogs;
    }

    void register() {
        kernel.work().task(TASK, this::build);
    }

    /**
     * Builds what the property asks for, drops what it does not, and tells its state.
     *
     * @param large whether building would block writers for too long
     */
    Property fit(Tx tx, Schema schema, Property p, boolean large) {
        String tenant = schema.type().tenantId();
        List<PropertyIndex> wanted = PropertyIndex.of(p, schema.table());
        if (wanted.isEmpty() && p.indexStatus().equals("none")) {
            return p;
        }
        Map<String, String> built = store.built(tx, p.id());
        List<PropertyIndex> missing = missing(wanted, built);
        boolean building = p.indexStatus().equals("building") && !built.isEmpty();
        if ((large && !missing.isEmpty()) || building) {
            enqueue(tx, schema, p.id());
            return p.withIndexStatus("building");
        }
        stale(wanted, built).forEach(name -> store.drop(tx, tenant, name));
        missing.forEach(index -> store.create(tx, tenant, index));
        return p.withIndexStatus(wanted.isEmpty() ? "none" : "ready");
    }

    /** Drops all indexes of a property that is gone; those that are still being built, by work. */
    void drop(Tx tx, Schema schema, Property p) {
        if (p.indexStatus().equals("building")) {
            enqueue(tx, schema, p.id());
        } else {
            store.built(tx, p.id())
                    .keySet()
                    .forEach(name -> store.drop(tx, schema.type().tenantId(), name));
        }
    }

    private void enqueue(Tx tx, Schema schema, String propertyId) {
        String data = Json.text(new Wish(schema.type().id(), propertyId));
        String id = propertyId + "." + Ids.body(kernel.ids().next("idx"));
        tx.enqueue(
                new WorkItem(TASK, id, schema.type().tenantId(), data),
                kernel.time().instant());
        tx.afterCommit(kernel.work()::wake);
    }

    private void build(WorkItem item) {
        Wish wish = Json.mapper().readValue(item.data(), Wish.class);
        Caller system = Caller.system(item.tenantId(), "index building");
        Catalog catalog = kernel.db().tx(system, tx -> catalogs.read(tx, item.tenantId()));
        Catalog.Entry entry = catalog.find(wish.typeId());
        if (entry == null) {
            return;
        }
        Optional<Property> property = find(entry, wish.propertyId());
        List<PropertyIndex> wanted =
                property.map(p -> PropertyIndex.of(p, entry.schema().table())).orElse(List.of());
        boolean done = bringAbout(system, wish.propertyId(), wanted);
        property.ifPresent(p -> settle(system, wish, wanted, done));
    }

    /** False when the values there are refuse a unique index. */
    private boolean bringAbout(Caller system, String propertyId, List<PropertyIndex> wanted) {
        Map<String, String> built = kernel.db().tx(system, tx -> store.built(tx, propertyId));
        stale(wanted, built).forEach(name -> store.dropConcurrently(kernel.db(), system, name));
        for (PropertyIndex index : missing(wanted, built)) {
            try {
                store.createConcurrently(kernel.db(), system, index);
            } catch (DbFailure e) {
                if (!SqlProblems.state(e).equals(DUPLICATE)) {
                    throw e;
                }
                store.dropConcurrently(kernel.db(), system, index.name());
                return false;
            }
        }
        return true;
    }

    /** Writes the state down, unless the definition has changed meanwhile; then other work is under way. */
    private void settle(Caller system, Wish wish, List<PropertyIndex> built, boolean done) {
        kernel.db().tx(system, tx -> {
            Catalog.Entry entry = catalogs.lock(tx, system.tenantId()).find(wish.typeId());
            Optional<Property> now = entry == null ? Optional.empty() : find(entry, wish.propertyId());
            if (entry == null || now.isEmpty()) {
                return false;
            }
            Property old = now.get();
            String status = done ? (built.isEmpty() ? "none" : "ready") : "failed";
            if (old.indexStatus().equals(status)
                    || !PropertyIndex.of(old, entry.schema().table()).equals(built)) {
                return false;
            }
            Property fresh = old.withIndexStatus(status);
            properties.update(tx, fresh);
            tx.record(Event.of(
                            kernel.ids().next("evt"),
                            system,
                            "property.updated",
                            fresh.id(),
                            PropertyJson.fact(fresh),
                            kernel.time().instant())
                    .inType(wish.typeId())
                    .before(PropertyJson.fact(old), List.of("index_status")));
            catalogs.changed(tx, system.tenantId());
            return true;
        });
    }

    private static Optional<Property> find(Catalog.Entry entry, String propertyId) {
        return entry.schema().properties().values().stream()
                .filter(p -> p.id().equals(propertyId))
                .findFirst();
    }

    private static List<PropertyIndex> missing(List<PropertyIndex> wanted, Map<String, String> built) {
        return wanted.stream()
                .filter(i -> !IndexStore.digest(i).equals(built.get(i.name())))
                .toList();
    }

    private static List<String> stale(List<PropertyIndex> wanted, Map<String, String> built) {
        Map<String, String> digests =
                wanted.stream().collect(Collectors.toMap(PropertyIndex::name, IndexStore::digest));
        return built.entrySet().stream()
                .filter(e -> !e.getValue().equals(digests.get(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }
}
