package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.object.Rewrites;
import heddle.data.property.Property;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.work.WorkItem;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings the objects of a type in line with a changed property, by work. */
final class Rewriting {
    private static final String TASK = "data.rewrite_values";

    /**
     * @param words from old to new enum value; null to fill in the default value
     */
    private record Order(
            String typeId, String propertyId, @Nullable Map<String, String> words) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Rewrites rewrites;

    Rewriting(Kernel kernel, Catalogs catalogs, Rewrites rewrites) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.rewrites = rewrites;
    }

    void register() {
        kernel.work().task(TASK, this::run);
    }

    /** Replaces enum values in this transaction. */
    void replaceNow(Tx tx, Caller caller, Schema schema, Property p, Map<String, String> words) {
        int changed = 1;
        while (changed > 0) {
            changed = rewrites.replace(tx, caller, schema, p, words);
        }
    }

    void replaceLater(Tx tx, Schema schema, Property p, Map<String, String> words) {
        enqueue(tx, schema, new Order(schema.type().id(), p.id(), words));
    }

    void fillLater(Tx tx, Schema schema, Property p) {
        enqueue(tx, schema, new Order(schema.type().id(), p.id(), null));
    }

    private void enqueue(Tx tx, Schema schema, Order order) {
        String id = order.propertyId() + "." + Ids.body(kernel.ids().next("rew"));
        tx.enqueue(
                new WorkItem(TASK, id, schema.type().tenantId(), Json.text(order)),
                kernel.time().instant());
        tx.afterCommit(kernel.work()::wake);
    }

    /** A chunk in a transaction of its own; a crash in between leaves only work to be done. */
    private void run(WorkItem item) {
        Order order = Json.mapper().readValue(item.data(), Order.class);
        Caller system = Caller.system(item.tenantId(), "property change");
        int changed = 1;
        while (changed > 0) {
            changed = kernel.db().tx(system, tx -> chunk(tx, system, order));
        }
    }

    private int chunk(Tx tx, Caller system, Order order) {
        Catalog.Entry entry = catalogs.read(tx, system.tenantId()).find(order.typeId());
        Property property = entry == null
                ? null
                : entry.schema().properties().values().stream()
                        .filter(p -> p.id().equals(order.propertyId()))
                        .findFirst()
                        .orElse(null);
        if (entry == null || property == null) {
            return 0;
        }
        return order.words() == null
                ? rewrites.fill(tx, system, entry.schema(), property)
                : rewrites.replace(tx, system, entry.schema(), property, order.words());
    }
}
