package heddle.data.policy;

import heddle.data.filter.Binder;
import heddle.data.filter.Bindings;
import heddle.data.filter.Condition;
import heddle.data.filter.ConditionEval;
import heddle.data.filter.ConditionJson;
import heddle.data.filter.ConditionSql;
import heddle.data.filter.Links;
import heddle.data.filter.ReferenceGuard;
import heddle.data.filter.Row;
import heddle.data.filter.Trace;
import heddle.data.filter.Truth;
import heddle.data.filter.Vocabulary;
import heddle.kernel.problem.Fault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Tries a policy on rows for a described caller, and says why each row is let through or not. Changes nothing. */
public final class Simulation {

    /** The policy to try: saved or not. */
    public record Subject(@Nullable String role, Policy.Kind kind, JsonNode condition) {
        public static Subject of(Policy policy) {
            return new Subject(policy.role(), policy.kind(), policy.condition());
        }
    }

    /**
     * What became of one row.
     *
     * @param id null when the sample had none
     * @param roleMatched whether the policy speaks of the caller at all
     */
    public record Result(
            int index,
            @Nullable String id,
            boolean allowed,
            boolean roleMatched,
            String reason,
            List<Trace.Step> trace) {}

    public record Summary(int total, int allowed, int denied) {}

    /**
     * The whole outcome.
     *
     * @param resolvedVariables by name; JSON null where a variable has no value
     * @param sqlPreview the predicate with the names of its values
     */
    public record Report(
            List<Result> results,
            Summary summary,
            Map<String, JsonNode> resolvedVariables,
            List<Fault> warnings,
            String sqlPreview) {}

    private final Subject subject;
    private final Condition condition;
    private final AuthContext auth;
    private final Bindings bindings;
    private final Instant now;

    private Simulation(Subject subject, Condition condition, AuthContext auth, Instant now) {
        this.subject = subject;
        this.condition = condition;
        this.auth = auth;
        this.bindings = auth.bindings(now);
        this.now = now;
    }

    /**
     * Reads the policy for a try.
     *
     * @param words made by {@link Vocabulary#policy}
     * @throws heddle.kernel.problem.Problem 400 INVALID_FILTER with every fault of the condition
     */
    public static Simulation of(Subject subject, Vocabulary words, AuthContext auth, Instant now) {
        Condition condition = ConditionJson.parse(subject.condition(), "policy.condition_json", words);
        return new Simulation(subject, condition, auth, now);
    }

    public Report run(List<Row> rows, Links links) {
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            results.add(judge(i, rows.get(i), links));
        }
        int allowed = (int) results.stream().filter(Result::allowed).count();
        Map<String, JsonNode> resolved = new LinkedHashMap<>();
        for (String name : Trace.variables(condition)) {
            JsonNode value = auth.variable(name, now);
            resolved.put(name, value.isMissingNode() ? NullNode.getInstance() : value);
        }
        String sql = ConditionSql.of(Binder.bind(condition, bindings), ReferenceGuard.OPEN, "p", "o")
                .sql();
        return new Report(
                results,
                new Summary(rows.size(), allowed, rows.size() - allowed),
                resolved,
                PolicyAdvice.on(condition),
                sql);
    }

    private Result judge(int index, Row row, Links links) {
        boolean matched = subject.role() == null || auth.roles().contains(subject.role());
        Truth truth = ConditionEval.of(condition, bindings, row, links);
        boolean spared = !matched && subject.kind() == Policy.Kind.RESTRICTIVE;
        return new Result(
                index,
                row.id().isEmpty() ? null : row.id(),
                spared || (matched && truth == Truth.TRUE),
                matched,
                reason(matched, truth),
                Trace.of(condition, bindings, row, links));
    }

    private String reason(boolean matched, Truth truth) {
        if (!matched) {
            return "The caller does not have the role '" + subject.role() + "', so the policy does not apply";
        }
        return switch (truth) {
            case TRUE -> "The condition holds";
            case FALSE -> "The condition does not hold";
            case UNKNOWN -> "The condition compares a missing value, which never matches";
        };
    }
}
