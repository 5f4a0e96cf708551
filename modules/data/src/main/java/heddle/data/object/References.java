package heddle.data.object;

import heddle.contracts.Existence;
import heddle.data.filter.SqlPredicate;
import heddle.data.property.DataType;
import heddle.data.property.Property;
import heddle.data.property.Values;
import heddle.kernel.problem.Fault;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks that the objects, users and files that an object names exist and may be seen by whoever names them. */
final class References {
    private final ObjectStore store;
    private final Existence users;
    private final Existence files;

    References(ObjectStore store, Existence users, Existence files) {
        this.store = store;
        this.users = users;
        this.files = files;
    }

    /** One object of a batch: its properties, the names to check, and how its faults are addressed. */
    record Item(ObjectNode props, List<String> names, String path, List<Fault> faults) {}

    /** Asks once per kind of target, however many objects and properties name them. */
    void check(Guard guard, List<Item> items) {
        for (Property property : guard.schema().properties().values()) {
            DataType type = property.dataType();
            if (type != DataType.REFERENCE && type != DataType.USER && type != DataType.FILE) {
                continue;
            }
            Map<Item, Set<String>> named = new LinkedHashMap<>();
            Set<String> all = new HashSet<>();
            for (Item item : items) {
                JsonNode value = item.props().get(property.name());
                if (value != null && item.names().contains(property.name())) {
                    Set<String> ids = new HashSet<>(Values.ids(property, value).toList());
                    named.put(item, ids);
                    all.addAll(ids);
                }
            }
            if (!all.isEmpty()) {
                Set<String> known = existing(guard, property, all);
                named.forEach((item, ids) -> report(property, item, ids, known));
            }
        }
    }

    private Set<String> existing(Guard guard, Property property, Set<String> ids) {
        return switch (property.dataType()) {
            case USER -> users.of(guard.caller(), ids);
            case FILE -> files.of(guard.caller(), ids);
            default -> objects(guard, property, ids);
        };
    }

    private Set<String> objects(Guard guard, Property property, Set<String> ids) {
        Guard target = guard.of(property.options().path("object_type_id").asString(""));
        if (target == null) {
            return Set.of();
        }
        SqlPredicate visible = target.visible();
        return Set.copyOf(store.existing(guard.caller(), target.schema(), ids.toArray(String[]::new), visible));
    }

    private static void report(Property property, Item item, Set<String> ids, Set<String> known) {
        for (String id : ids) {
            if (!known.contains(id)) {
                item.faults()
                        .add(new Fault(
                                item.path() + "." + property.name(),
                                "reference_not_found",
                                "There is no " + property.dataType().word() + " " + id + " here"));
            }
        }
    }
}
