package heddle.data.report;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of reports. Filters come in any spelling. */
final class ReportJson {
    private ReportJson() {}

    record Pipeline(
            @NotNull String objectTypeId,
            @NotNull String stageProperty,
            @Nullable String valueProperty,
            @Nullable JsonNode filters) {}

    record Stage(
            @Nullable String stage,
            String label,
            long count,
            @Nullable BigDecimal value,
            @Nullable String currency,
            double percentage,
            @Nullable Double conversion) {}

    record Stages(List<Stage> stages, long total) {}

    record TimeSeries(
            @NotNull String objectTypeId,
            @Nullable String dateProperty,
            @Nullable String interval,
            @Nullable String aggregation,
            @Nullable String valueProperty,
            @Nullable String groupBy,
            @Nullable String startDate,
            @Nullable String endDate,
            @Nullable String timezone,
            @Nullable JsonNode filters) {}

    /** @param key of the group, with {@code group_by} only */
    record Point(
            Instant period,
            @Nullable BigDecimal value,
            long count,
            @Nullable String key,
            @Nullable String currency) {}

    record Series(List<Point> series, String interval, String aggregation) {}

    record Leaderboard(
            @NotNull String objectTypeId,
            @NotNull String groupBy,
            @Nullable String aggregation,
            @Nullable String valueProperty,
            @Nullable @Min(1) @Max(100) Integer limit,
            @Nullable JsonNode filters) {}

    record Entry(
            long rank,
            @Nullable String key,
            String label,
            @Nullable BigDecimal value,
            @Nullable String currency,
            long count) {}

    record Entries(List<Entry> entries) {}

    record Step(
            @Nullable String name,
            @Nullable JsonNode filters,
            @Nullable String eventType) {}

    record Funnel(
            @Nullable String objectTypeId,
            @Nullable String mode,
            @NotNull @Size(min = 2, max = 20) List<@NotNull Step> steps) {}

    record Passed(String name, long count, double percentage, double conversion, long dropOff) {}

    record Funnelled(List<Passed> steps, double overallConversion) {}
}
