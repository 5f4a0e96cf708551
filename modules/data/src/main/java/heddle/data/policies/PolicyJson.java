package heddle.data.policies;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.data.policy.Policy;
import heddle.data.policy.Simulation;
import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of policies. */
final class PolicyJson {
    private PolicyJson() {}

    /** Properties that nobody reads, and that nobody changes, by this policy. */
    record Fields(
            @Nullable List<@Nullable String> hide, @Nullable List<@Nullable String> readonly) {}

    record Create(
            @Nullable String name,
            @Nullable String action,
            @Nullable String role,
            @Nullable JsonNode conditionJson,
            @Nullable Boolean enabled,
            @Nullable String mode,
            @Nullable Fields fields) {}

    record Update(
            Patch<String> name,
            Patch<String> action,
            Patch<String> role,
            Patch<JsonNode> conditionJson,
            Patch<Boolean> enabled,
            Patch<String> mode,
            Patch<Fields> fields) {}

    record Shown(List<String> hide, List<String> readonly) {}

    /**
     * @param status {@code broken} when the condition names something that is gone; the policy then holds for no object
     * @param warnings what is allowed but should be known
     */
    record View(
            String id,
            String objectTypeId,
            String name,
            String action,
            @Nullable String role,
            ObjectNode conditionJson,
            boolean enabled,
            String mode,
            String status,
            Shown fields,
            @Nullable String createdBy,
            Instant createdAt,
            Instant updatedAt,
            List<Fault> warnings) {}

    record Deleted(boolean deleted) {}

    record Simulate(
            @Nullable JsonNode policy,
            @Nullable JsonNode authContext,
            @Nullable JsonNode sampleData,
            @Nullable String objectTypeId) {}

    /**
     * @param resolvedVariables by name; null where a variable has no value
     * @param sqlPreview the predicate with the names of its values, when there is a type
     */
    record Simulated(
            List<Simulation.Result> results,
            Simulation.Summary summary,
            Map<String, JsonNode> resolvedVariables,
            List<Fault> warnings,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String sqlPreview) {}

    static Simulated of(Simulation.Report report, @Nullable String sqlPreview) {
        return new Simulated(
                report.results(), report.summary(), report.resolvedVariables(), report.warnings(), sqlPreview);
    }

    static View of(Policy p, List<Fault> warnings) {
        return new View(
                p.id(),
                p.objectTypeId(),
                p.name(),
                p.action().word(),
                p.role(),
                p.condition(),
                p.enabled(),
                p.kind().word(),
                p.status(),
                new Shown(p.hide(), p.readonly()),
                p.createdBy(),
                p.createdAt(),
                p.updatedAt(),
                warnings);
    }

    /** The policy as the event log keeps it. */
    static String fact(Policy p) {
        return Json.text(of(p, List.of()));
    }
}
