package heddle.data.property;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A typed field of an object type.
 *
 * @param id {@code prop_...}
 * @param options settings of the data type, e.g. {@code max_length}, {@code scale}, {@code object_type_id}
 * @param enumValues the allowed words of an enum or multi_enum, else empty
 * @param defaultValue a literal or a token such as {@code "$now"}; null for none
 * @param indexStatus {@code none building ready failed}
 */
public record Property(
        String id,
        String objectTypeId,
        String name,
        String displayName,
        DataType dataType,
        @Nullable String format,
        boolean indexed,
        boolean sortable,
        boolean unique,
        boolean required,
        @Nullable JsonNode defaultValue,
        List<String> enumValues,
        ObjectNode options,
        @Nullable String description,
        String indexStatus,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether the value is a list of ids ({@code reference user file} with {@code options.multiple}). */
    public boolean multiple() {
        return options.path("multiple").asBoolean(false);
    }

    public Property withIndexStatus(String status) {
        return new Property(
                id,
                objectTypeId,
                name,
                displayName,
                dataType,
                format,
                indexed,
                sortable,
                unique,
                required,
                defaultValue,
                enumValues,
                options,
                description,
                status,
                createdAt,
                updatedAt);
    }

    Property withDefault(@Nullable JsonNode value) {
        return new Property(
                id,
                objectTypeId,
                name,
                displayName,
                dataType,
                format,
                indexed,
                sortable,
                unique,
                required,
                value,
                enumValues,
                options,
                description,
                indexStatus,
                createdAt,
                updatedAt);
    }
}
