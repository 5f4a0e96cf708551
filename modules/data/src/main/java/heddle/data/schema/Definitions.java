package heddle.data.schema;

import heddle.data.catalog.Catalog;
import heddle.data.property.Property;
import heddle.data.property.PropertyJson;
import heddle.data.property.PropertyRules;
import heddle.data.property.Values;
import heddle.data.type.ObjectType;
import heddle.kernel.id.Ids;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** New properties, checked against the rules of properties and against the tenant's other types. */
final class Definitions {
    private static final String TARGET = "object_type_id";

    private final PropertyRules rules;
    private final Ids ids;

    Definitions(Values values, Ids ids) {
        this.rules = new PropertyRules(values);
        this.ids = ids;
    }

    PropertyRules rules() {
        return rules;
    }

    /** The properties of a type that is being made; its own name may be the target of a reference. */
    List<Property> all(
            Catalog catalog,
            @Nullable List<PropertyJson.@Nullable Create> in,
            ObjectType type,
            Consumer<Fault> faults) {
        List<Property> out = new ArrayList<>();
        int at = 0;
        for (PropertyJson.Create one : in == null ? List.<PropertyJson.@Nullable Create>of() : in) {
            String path = "properties[" + at++ + "]";
            if (one == null) {
                faults.accept(new Fault(path, "invalid_type", "Send an object"));
                continue;
            }
            one(catalog, one, type, out, type.createdAt(), f -> faults.accept(f.under(path)))
                    .filter(p -> distinct(p, out, f -> faults.accept(f.under(path))))
                    .ifPresent(out::add);
        }
        return out;
    }

    /** A property for a type that has these others; empty after faults. */
    Optional<Property> one(
            Catalog catalog,
            PropertyJson.Create in,
            ObjectType type,
            Collection<Property> others,
            Instant now,
            Consumer<Fault> faults) {
        List<Fault> found = new ArrayList<>();
        PropertyJson.Create resolved = resolved(catalog, in, type, found::add);
        Optional<Property> property = rules.define(resolved, ids.next("prop"), type.id(), now, found::add);
        property.ifPresent(p -> PropertyRules.limits(others, p, found::add));
        found.forEach(faults);
        return found.isEmpty() ? property : Optional.empty();
    }

    static Optional<Property> namesake(Collection<Property> others, String name) {
        return others.stream().filter(o -> o.name().equalsIgnoreCase(name)).findFirst();
    }

    private static boolean distinct(Property p, List<Property> others, Consumer<Fault> faults) {
        boolean distinct = namesake(others, p.name()).isEmpty();
        if (!distinct) {
            faults.accept(new Fault("name", "duplicate_value", "Another property is called " + p.name()));
        }
        return distinct;
    }

    /** A reference may name its target; what is stored is the id. */
    private static PropertyJson.Create resolved(
            Catalog catalog, PropertyJson.Create in, ObjectType type, Consumer<Fault> faults) {
        if (!(in.options() instanceof ObjectNode options)
                || !options.path(TARGET).isString()) {
            return in;
        }
        String wanted = options.path(TARGET).stringValue();
        Catalog.Entry target = catalog.find(wanted);
        String id = target != null
                ? target.schema().type().id()
                : wanted.equals(type.name()) || wanted.equals(type.id()) ? type.id() : null;
        if (id == null) {
            faults.accept(
                    new Fault("options." + TARGET, "reference_not_found", "There is no object type " + shown(wanted)));
            return withOptions(in, options.deepCopy().without(TARGET));
        }
        ObjectNode copy = options.deepCopy();
        copy.put(TARGET, id);
        return withOptions(in, copy);
    }

    private static String shown(String wanted) {
        return wanted.length() > 70 ? wanted.substring(0, 70) : wanted;
    }

    private static PropertyJson.Create withOptions(PropertyJson.Create in, JsonNode options) {
        return new PropertyJson.Create(
                in.name(),
                in.displayName(),
                in.dataType(),
                in.format(),
                in.isIndexed(),
                in.isSortable(),
                in.isUnique(),
                in.isRequired(),
                in.defaultValue(),
                in.enumValues(),
                options,
                in.description(),
                in.backfill());
    }
}
