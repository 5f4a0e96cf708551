package heddle.data.property;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Property definitions on the wire. */
public final class PropertyJson {
    private PropertyJson() {}

    /**
     * A new property.
     *
     * @param dataType one of the 22 types or an alias such as {@code select}
     * @param backfill whether existing objects get the default value
     */
    public record Create(
            @Nullable String name,
            @Nullable String displayName,
            @Nullable String dataType,
            @Nullable String format,
            @Nullable Boolean isIndexed,
            @Nullable Boolean isSortable,
            @Nullable Boolean isUnique,
            @Nullable Boolean isRequired,
            @Nullable JsonNode defaultValue,
            @Nullable List<@Nullable String> enumValues,
            @Nullable JsonNode options,
            @Nullable String description,
            @Nullable Boolean backfill) {}

    /**
     * Changes to a property: what is absent stays. Members that may be cleared are nodes, since JSON null clears them.
     *
     * @param name accepted when it equals the present one
     * @param dataType accepted when it stands for the present one
     * @param replaceWith from each enum value that goes away to the one that objects get instead, or one for all
     */
    public record Patch(
            @Nullable String name,
            @Nullable JsonNode displayName,
            @Nullable String dataType,
            @Nullable String format,
            @Nullable Boolean isIndexed,
            @Nullable Boolean isSortable,
            @Nullable Boolean isUnique,
            @Nullable Boolean isRequired,
            @Nullable JsonNode defaultValue,
            @Nullable List<@Nullable String> enumValues,
            @Nullable JsonNode options,
            @Nullable JsonNode description,
            @Nullable JsonNode replaceWith) {}

    /** A property, with what was found out while it was changed. */
    public record View(
            String id,
            String objectTypeId,
            String name,
            String dataType,
            boolean isIndexed,
            boolean isSortable,
            boolean isUnique,
            boolean isRequired,
            @Nullable JsonNode defaultValue,
            @Nullable List<String> enumValues,
            @Nullable String description,
            Instant createdAt,
            String displayName,
            ObjectNode options,
            @Nullable String format,
            String indexStatus,
            Instant updatedAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            ObjectNode meta) {}

    public static View of(Property p, @Nullable ObjectNode meta) {
        return new View(
                p.id(),
                p.objectTypeId(),
                p.name(),
                p.dataType().word(),
                p.indexed(),
                p.sortable(),
                p.unique(),
                p.required(),
                p.defaultValue(),
                p.enumValues().isEmpty() ? null : p.enumValues(),
                p.description(),
                p.createdAt(),
                p.displayName(),
                p.options(),
                p.format(),
                p.indexStatus(),
                p.updatedAt(),
                meta == null || meta.isEmpty() ? null : meta);
    }

    /** The property as the event log keeps it. */
    public static String fact(Property p) {
        return Json.text(of(p, null));
    }
}
