package heddle.data.property;

import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Properties for tests. */
public final class PropertyFixture {
    public static final String ID = "prop_01jd2v6h8m0123456789abcdef";

    private PropertyFixture() {}

    public static Property property(DataType type) {
        return property(type, "{}");
    }

    public static Property property(DataType type, String options) {
        return property(type, "x", options, List.of());
    }

    public static Property choice(DataType type, String... words) {
        return property(type, "x", "{}", List.of(words));
    }

    public static Property property(DataType type, String name, String options, List<String> enumValues) {
        return new Property(
                ID,
                "ot_01jd2v6h8m0123456789abcdef",
                name,
                name,
                type,
                null,
                false,
                false,
                false,
                false,
                null,
                enumValues,
                (ObjectNode) Json.parse(options),
                null,
                "none",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    public static Property format(Property p, String format) {
        return new Property(
                p.id(),
                p.objectTypeId(),
                p.name(),
                p.displayName(),
                p.dataType(),
                format,
                p.indexed(),
                p.sortable(),
                p.unique(),
                p.required(),
                p.defaultValue(),
                p.enumValues(),
                p.options(),
                p.description(),
                p.indexStatus(),
                p.createdAt(),
                p.updatedAt());
    }

    public static Property flags(Property p, boolean indexed, boolean sortable, boolean unique) {
        return new Property(
                p.id(),
                p.objectTypeId(),
                p.name(),
                p.displayName(),
                p.dataType(),
                p.format(),
                indexed,
                sortable,
                unique,
                p.required(),
                p.defaultValue(),
                p.enumValues(),
                p.options(),
                p.description(),
                p.indexStatus(),
                p.createdAt(),
                p.updatedAt());
    }

    public static Property required(Property p) {
        return new Property(
                p.id(),
                p.objectTypeId(),
                p.name(),
                p.displayName(),
                p.dataType(),
                p.format(),
                p.indexed(),
                p.sortable(),
                p.unique(),
                true,
                p.defaultValue(),
                p.enumValues(),
                p.options(),
                p.description(),
                p.indexStatus(),
                p.createdAt(),
                p.updatedAt());
    }

    static JsonNode json(String text) {
        return Json.parse(text);
    }
}
