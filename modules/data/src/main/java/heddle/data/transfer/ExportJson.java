package heddle.data.transfer;

import heddle.kernel.json.InstantText;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of exports. */
final class ExportJson {
    private ExportJson() {}

    /**
     * What to export.
     *
     * @param objectTypeId id or name of the type
     * @param format {@code json csv ndjson}; json when absent
     * @param filter a condition in any of its JSON spellings
     * @param fields the properties to export; all when absent
     * @param includeDeleted whether to export objects in the trash as well
     */
    record Ask(
            @NotNull String objectTypeId,
            @Nullable String format,
            @Nullable JsonNode filter,
            @Nullable List<@NotNull String> fields,
            @Nullable Boolean includeDeleted) {}

    /**
     * An export.
     *
     * @param status {@code pending ready failed}
     */
    record View(
            String exportId, String format, long recordCount, String downloadPath, String status, String expiresAt) {}

    /** The export as the event log keeps it. */
    record Fact(String id, String objectTypeId, String format, long recordCount, long bytes, boolean includeDeleted) {}

    static View of(Export export) {
        return new View(
                export.id(),
                export.format().word(),
                export.recordCount(),
                "/v1/data/export/" + export.id(),
                export.status().word(),
                InstantText.of(export.expiresAt()));
    }
}
