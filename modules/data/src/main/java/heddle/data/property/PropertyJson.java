package heddle.data.property;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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
            @Nullable JsonNode description) {}
}
