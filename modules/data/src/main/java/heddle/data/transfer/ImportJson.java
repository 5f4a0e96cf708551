package heddle.data.transfer;

import heddle.data.object.Bulk;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of imports. */
final class ImportJson {
    private ImportJson() {}

    /**
     * What to import and how. A form carries the same members as fields, a CSV body as query parameters.
     *
     * @param objectTypeId id or name of the type
     * @param format {@code json csv ndjson}; told from the data when absent
     * @param data an array of rows, or the text of a file
     * @param mapping from a column to the property it fills, or to null to leave it out
     * @param mode {@code create upsert update}
     * @param matchOn the unique property, or {@code id}, that tells which object a row is about
     * @param onError {@code skip} keeps the good rows, {@code abort} keeps all or none
     * @param delimiter between the cells of CSV, one character or {@code tab}
     * @param createProperties whether to make properties for unknown columns
     * @param silent whether webhooks and automations leave the new objects alone
     */
    record Ask(
            @NotNull String objectTypeId,
            @Nullable String format,
            @Nullable JsonNode data,
            @Nullable JsonNode mapping,
            @Nullable String mode,
            @Nullable String matchOn,
            @Nullable Boolean dryRun,
            @Nullable String onError,
            @Nullable String delimiter,
            @Nullable Boolean createProperties,
            @Nullable Boolean silent) {}

    /**
     * What was wrong with a row.
     *
     * @param row 1 for the first row of data
     */
    record RowError(int row, String field, String code, String message) {
        static RowError of(Bulk.RowFault error) {
            return new RowError(error.row(), error.field(), error.code(), error.message());
        }
    }

    /**
     * @param imported objects made
     * @param errors the first 100
     * @param updated objects changed
     * @param skipped rows that match no object to update, or change nothing
     * @param failed rows with errors
     */
    record Result(
            String importId,
            int imported,
            List<RowError> errors,
            int total,
            int updated,
            int skipped,
            int failed,
            int errorCount,
            boolean dryRun) {}

    /** The outcome as the event log keeps it. */
    record Fact(String id, String objectTypeId, int total, int imported, int updated, int skipped, int failed) {}
}
