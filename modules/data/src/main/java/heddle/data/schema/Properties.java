package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.data.policies.PolicyHealth;
import heddle.data.property.Property;
import heddle.data.property.PropertyJson;
import heddle.data.property.PropertyRules;
import heddle.data.type.ObjectType;
import heddle.data.type.Schema;
import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.event.Event;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What can be done with the properties of an object type. */
final class Properties {
    /**
     * @param meta what the objects that are there mean for the property
     */
    record Changed(Property property, ObjectNode meta) {}

    private final Kernel kernel;
    private final Catalogs catalogs;
    private final Definitions definitions;
    private final Indexes indexes;
    private final Rewriting rewriting;
    private final PolicyHealth policies;
    private final PropertyStore store = new PropertyStore();
    private final ObjectTypeStore types = new ObjectTypeStore();

    Properties(
            Kernel kernel,
            Catalogs catalogs,
            Definitions definitions,
            Indexes indexes,
            Rewriting rewriting,
            PolicyHealth policies) {
        this.kernel = kernel;
        this.catalogs = catalogs;
        this.definitions = definitions;
        this.indexes = indexes;
        this.rewriting = rewriting;
        this.policies = policies;
    }

    /** In order of creation. */
    Collection<Property> list(Caller caller, String type) {
        return catalogs.of(caller).require(type).schema().properties().values();
    }

    Changed create(Caller caller, String type, PropertyJson.Create in) {
        return kernel.db().tx(caller, tx -> {
            Catalog catalog = catalogs.lock(tx, caller.tenantId());
            Schema schema = catalog.require(type).schema();
            Property defined = defined(catalog, schema, in);
            boolean large = large(tx, schema);
            refuseShared(tx, schema, defined, large);
            Property fresh = indexes.fit(tx, schema, defined, large);
            store.insert(tx, fresh);
            record(tx, caller, "property.created", fresh, null);
            catalogs.changed(tx, caller.tenantId());
            if (Boolean.TRUE.equals(in.backfill())) {
                rewriting.fillLater(tx, schema, fresh);
            }
            PropertyStore.Held held = store.held(tx, schema, fresh);
            ObjectNode meta = meta(tx, schema, fresh);
            return new Changed(fresh, meta.put("adopted", held.fits()).put("nonconforming", held.misfits()));
        });
    }

    Changed update(Caller caller, String type, String idOrName, PropertyJson.Patch in) {
        return kernel.db().tx(caller, tx -> {
            Catalog catalog = catalogs.lock(tx, caller.tenantId());
            Schema schema = catalog.require(type).schema();
            Property old = find(schema, idOrName);
            List<Fault> faults = new ArrayList<>();
            Property amended = amended(schema, old, in, faults);
            Map<String, String> words = Replacement.read(in.replaceWith(), old, amended, faults::add);
            refuse(faults);
            if (PropertyChanges.names(old, amended).isEmpty()
                    && !old.indexStatus().equals("failed")) {
                return new Changed(old, meta(tx, schema, old));
            }
            return new Changed(save(tx, caller, schema, new Move(old, amended, words)), meta(tx, schema, amended));
        });
    }

    /** Existing values stay, untyped; the definition, its indexes and what relies on it go. */
    void delete(Caller caller, String type, String idOrName) {
        kernel.db().tx(caller, tx -> {
            Schema schema = catalogs.lock(tx, caller.tenantId()).require(type).schema();
            Property old = find(schema, idOrName);
            indexes.drop(tx, schema, old);
            store.delete(tx, old.id());
            TypeSettings.without(schema.type(), old.name(), kernel.time().instant())
                    .ifPresent(t -> adjust(tx, caller, schema.type(), t));
            Instant now = kernel.time().instant();
            tx.record(Event.of(kernel.ids().next("evt"), caller, "property.deleted", old.id(), null, now)
                    .inType(old.objectTypeId())
                    .before(PropertyJson.fact(old), List.of()));
            settled(tx, caller);
            return true;
        });
    }

    private void adjust(Tx tx, Caller caller, ObjectType old, ObjectType fresh) {
        types.update(tx, fresh);
        tx.record(Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        "object_type.updated",
                        old.id(),
                        ObjectTypeJson.fact(fresh),
                        fresh.updatedAt())
                .inType(old.id())
                .before(ObjectTypeJson.fact(old), List.of("settings")));
    }

    private record Move(Property old, Property fresh, Map<String, String> words) {}

    private Property save(Tx tx, Caller caller, Schema schema, Move move) {
        boolean large = large(tx, schema);
        if (PropertyChanges.uniqueness(move.old(), move.fresh())) {
            refuseShared(tx, schema, move.fresh(), large);
        }
        boolean replacing = refuseUsed(tx, schema, move);
        Property fresh = indexes.fit(tx, schema, move.fresh(), large);
        store.update(tx, fresh);
        if (replacing && large) {
            rewriting.replaceLater(tx, schema, fresh, move.words());
        } else if (replacing) {
            rewriting.replaceNow(tx, caller, schema, fresh, move.words());
        }
        record(tx, caller, "property.updated", fresh, move.old());
        settled(tx, caller);
        return fresh;
    }

    private void settled(Tx tx, Caller caller) {
        policies.check(
                tx, caller, catalogs.read(tx, caller.tenantId()), kernel.time().instant());
        catalogs.changed(tx, caller.tenantId());
    }

    private Property defined(Catalog catalog, Schema schema, PropertyJson.Create in) {
        List<Fault> faults = new ArrayList<>();
        Collection<Property> others = schema.properties().values();
        Optional<Property> defined = definitions.one(
                catalog, in, schema.type(), others, kernel.time().instant(), faults::add);
        PropertyChanges.backfill(in, defined, faults::add);
        refuse(faults);
        Property property = defined.orElseThrow();
        Definitions.namesake(others, property.name()).ifPresent(other -> {
            throw Problem.conflict("CONFLICT", "This type already has the property " + other.name())
                    .with("field", "name");
        });
        return property;
    }

    /** The property after the change; as it was where there are faults. */
    private Property amended(Schema schema, Property old, PropertyJson.Patch in, List<Fault> faults) {
        Optional<Property> amended =
                definitions.rules().amend(old, in, kernel.time().instant(), faults::add);
        amended.ifPresent(p -> PropertyRules.limits(
                schema.properties().values().stream()
                        .filter(o -> !o.id().equals(old.id()))
                        .toList(),
                p,
                faults::add));
        return amended.orElse(old);
    }

    /** A small type is kept from being written while its values are compared, so that the index will fit. */
    private void refuseShared(Tx tx, Schema schema, Property p, boolean large) {
        if (!p.unique()) {
            return;
        }
        if (!large) {
            store.stopWrites(tx, schema);
        }
        List<PropertyStore.Shared> shared = store.shared(tx, schema, p);
        if (!shared.isEmpty()) {
            throw Problem.conflict(
                            "DUPLICATE_VALUE", "Several objects have the same " + p.name() + "; change them first")
                    .with("property", p.name())
                    .with("samples", shared);
        }
    }

    /** Whether objects hold words that go; refuses when it is not said what they get instead. */
    private boolean refuseUsed(Tx tx, Schema schema, Move move) {
        List<String> removed = PropertyRules.removed(move.old(), move.fresh());
        if (removed.isEmpty()) {
            return false;
        }
        Map<String, Long> used = store.used(tx, schema, move.fresh(), removed);
        if (!move.words().keySet().containsAll(used.keySet())) {
            throw Problem.conflict("CONFLICT", "Objects hold values that would go; send replace_with")
                    .with("field", "enum_values")
                    .with("counts", used);
        }
        return !used.isEmpty();
    }

    private ObjectNode meta(Tx tx, Schema schema, Property p) {
        ObjectNode meta = Json.object();
        return p.required() ? meta.put("objects_missing", store.missing(tx, schema, p)) : meta;
    }

    private boolean large(Tx tx, Schema schema) {
        return types.count(tx, schema).all() > ObjectTypeStore.COUNTED;
    }

    private void record(Tx tx, Caller caller, String type, Property fresh, @Nullable Property old) {
        Event event = Event.of(
                        kernel.ids().next("evt"),
                        caller,
                        type,
                        fresh.id(),
                        PropertyJson.fact(fresh),
                        kernel.time().instant())
                .inType(fresh.objectTypeId());
        tx.record(old == null ? event : event.before(PropertyJson.fact(old), PropertyChanges.names(old, fresh)));
    }

    private static Property find(Schema schema, String idOrName) {
        return schema.properties().values().stream()
                .filter(p -> p.id().equals(idOrName))
                .findFirst()
                .or(() -> Optional.ofNullable(schema.property(idOrName)))
                .orElseThrow(Problem::notFound);
    }

    private static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
    }
}
