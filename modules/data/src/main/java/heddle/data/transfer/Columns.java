package heddle.data.transfer;

import heddle.data.property.Property;
import heddle.data.type.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the columns of a file mean to an object type. */
final class Columns {
    /** Members of an exported object that are not its properties; no property can be called so. */
    static final Set<String> SYSTEM = Set.of(
            "tenant_id",
            "object_type_id",
            "created_at",
            "updated_at",
            "created_by",
            "updated_by",
            "version",
            "is_deleted",
            "deleted_at",
            "deleted_by");

    /** What a column fills. */
    sealed interface Target {
        record Value(Property property) implements Target {}

        /** Tells which object a row is about. */
        record Id() implements Target {}

        record Nothing() implements Target {}

        /** Something that the type has no property for. */
        record Unknown(String name) implements Target {}
    }

    private final Schema schema;
    private final Map<String, @Nullable String> mapping;
    private final Map<String, Property> anyCase = new HashMap<>();

    /**
     * @param mapping from a column to a property, to {@code id}, or to null for nothing
     */
    Columns(Schema schema, Map<String, @Nullable String> mapping) {
        this.schema = schema;
        this.mapping = mapping;
        schema.properties().values().forEach(p -> anyCase.put(p.name().toLowerCase(java.util.Locale.ROOT), p));
    }

    /** What a key of a JSON row or a mapped name means. */
    Target of(String column) {
        String name = mapping.containsKey(column) ? mapping.get(column) : column;
        if (name == null || SYSTEM.contains(name)) {
            return new Target.Nothing();
        }
        if (name.equals("id")) {
            return new Target.Id();
        }
        Property property = schema.property(name);
        return property == null ? new Target.Unknown(name) : new Target.Value(property);
    }

    /** What a column of a table means; people write {@code Email} for {@code email}. */
    Target ofHeader(String column) {
        Target target = of(column);
        Property property = anyCase.get(column.toLowerCase(java.util.Locale.ROOT));
        return target instanceof Target.Unknown && property != null && !mapping.containsKey(column)
                ? new Target.Value(property)
                : target;
    }
}
