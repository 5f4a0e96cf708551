package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.property.Property;
import heddle.data.property.PropertyJson;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be done with object types, but for their deletion. */
final class ObjectTypes {
    /**
     * @param objects live ones; null when the caller may not know how many there are
     */
    record Counted(Schema schema, @Nullable Long objects) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Definitions definitions;
    private final Indexes indexes;
    private final ObjectTypeStore store = new ObjectTypeStore();
    private final PropertyStore properties = new PropertyStore();

    ObjectTypes(Kernel kernel, Catalogs catalogs, Definitions definitions, Indexes indexes) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.definitions = definitions;
        this.indexes = indexes;
    }

    /** All types, by name. */
    List<Counted> list(Caller caller) {
        return counted(
                caller,
                catalogs.of(caller).entries().stream()
                        .map(Catalog.Entry::schema)
                        .sorted(Comparator.comparing(s -> s.type().name()))
                        .toList());
    }

    Counted get(Caller caller, String idOrName) {
        return counted(caller, List.of(catalogs.of(caller).require(idOrName).schema()))
                .getFirst();
    }

    Counted create(Caller caller, ObjectTypeJson.Create in) {
        return kernel.db().tx(caller, tx -> {
            Catalog catalog = catalogs.lock(tx, caller.tenantId());
            if (catalog.entries().size() >= TypeRules.MAX_TYPES) {
                throw Problem.of(
                        402, "QUOTA_EXCEEDED", "A tenant has at most %d object types".formatted(TypeRules.MAX_TYPES));
            }
            Schema schema = defined(caller, catalog, in);
            store.insert(tx, schema.type());
            store.createTable(tx, schema);
            for (Property p : schema.properties().values()) {
                properties.insert(tx, p);
                indexes.fit(tx, schema, p, false);
            }
            tx.record(created(caller, schema));
            catalogs.changed(tx, caller.tenantId());
            return new Counted(schema, caller.policed() ? null : 0L);
        });
    }

    Counted update(Caller caller, String idOrName, ObjectTypeJson.Update in) {
        Schema changed = kernel.db().tx(caller, tx -> {
            Catalog catalog = catalogs.lock(tx, caller.tenantId());
            Schema old = catalog.require(idOrName).schema();
            TypeRules rules = new TypeRules(catalog);
            ObjectType fresh = rules.amend(
                    old.type(), in, old.properties().keySet(), kernel.time().instant());
            rules.throwFaults(fresh);
            List<String> names = changed(old.type(), fresh);
            if (names.isEmpty()) {
                return old;
            }
            return save(tx, caller, new Schema(fresh, old.properties()), old.type(), names);
        });
        return counted(caller, List.of(changed)).getFirst();
    }

    private Schema save(Tx tx, Caller caller, Schema fresh, ObjectType old, List<String> names) {
        store.update(tx, fresh.type());
        if (names.contains("settings")) {
            store.searchJson(tx, fresh);
        }
        tx.record(Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        "object_type.updated",
                        old.id(),
                        ObjectTypeJson.fact(fresh.type()),
                        fresh.type().updatedAt())
                .inType(old.id())
                .before(ObjectTypeJson.fact(old), names));
        catalogs.changed(tx, caller.tenantId());
        return fresh;
    }

    private Schema defined(Caller caller, Catalog catalog, ObjectTypeJson.Create in) {
        Instant now = kernel.time().instant();
        TypeRules rules = new TypeRules(catalog);
        Set<String> names = named(in.properties());
        ObjectType type = rules.define(in, caller.tenantId(), kernel.ids().next("ot"), names, now);
        List<Property> made = definitions.all(catalog, in.properties(), type, rules::fault).stream()
                .map(p -> p.indexStatus().equals("building") ? p.withIndexStatus("ready") : p)
                .toList();
        rules.throwFaults(type);
        return Schema.of(type, made);
    }

    private static Set<String> named(@Nullable List<PropertyJson.@Nullable Create> in) {
        return in == null
                ? Set.of()
                : in.stream()
                        .filter(Objects::nonNull)
                        .map(p -> p.name() == null ? "" : p.name())
                        .collect(Collectors.toSet());
    }

    private List<Event> created(Caller caller, Schema schema) {
        ObjectType type = schema.type();
        List<Event> events = new ArrayList<>();
        events.add(Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        "object_type.created",
                        type.id(),
                        ObjectTypeJson.fact(type),
                        type.createdAt())
                .inType(type.id()));
        schema.properties()
                .values()
                .forEach(p -> events.add(Event.of(
                                kernel.ids().next("evt"),
                                caller,
                                "property.created",
                                p.id(),
                                PropertyJson.fact(p),
                                p.createdAt())
                        .inType(type.id())));
        return events;
    }

    private List<Counted> counted(Caller caller, Collection<Schema> schemas) {
        Map<String, Long> counts = caller.policed() || schemas.isEmpty()
                ? Map.of()
                : kernel.db().tx(caller, tx -> store.live(tx, schemas));
        return schemas.stream()
                .map(s -> new Counted(s, counts.get(s.type().id())))
                .toList();
    }

    private static List<String> changed(ObjectType old, ObjectType fresh) {
        Map<String, Boolean> same = new LinkedHashMap<>();
        same.put("name", old.name().equals(fresh.name()));
        same.put("display_name", old.displayName().equals(fresh.displayName()));
        same.put("description", Objects.equals(old.description(), fresh.description()));
        same.put("icon", Objects.equals(old.icon(), fresh.icon()));
        same.put("settings", old.settings().equals(fresh.settings()));
        return same.entrySet().stream()
                .filter(e -> !e.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }
}
