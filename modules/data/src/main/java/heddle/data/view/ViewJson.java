package heddle.data.view;

import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of views. */
final class ViewJson {
    private ViewJson() {}

    record Create(
            @Nullable String name,
            @Nullable JsonNode filters,
            @Nullable JsonNode sort,
            @Nullable List<@Nullable String> columns,
            @Nullable Boolean isShared) {}

    record Update(
            Patch<String> name,
            Patch<JsonNode> filters,
            Patch<JsonNode> sort,
            Patch<List<String>> columns,
            Patch<Boolean> isShared) {}

    /**
     * @param warnings what the view names and is not there any more
     */
    record Shown(
            String id,
            String objectTypeId,
            String name,
            JsonNode filters,
            JsonNode sort,
            List<String> columns,
            boolean isShared,
            String createdBy,
            Instant createdAt,
            Instant updatedAt,
            List<Fault> warnings) {}

    record Deleted(boolean deleted) {}

    static Shown of(View v, List<Fault> warnings) {
        return new Shown(
                v.id(),
                v.objectTypeId(),
                v.name(),
                v.filters(),
                v.sort(),
                v.columns(),
                v.shared(),
                v.createdBy(),
                v.createdAt(),
                v.updatedAt(),
                warnings);
    }

    /** The view as the event log keeps it. */
    static String fact(View v) {
        return Json.text(of(v, List.of()));
    }
}
