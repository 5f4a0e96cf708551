package heddle.market.verify;

import heddle.market.verify.Verdict.Check;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of a verification. */
final class VerifyJson {
    private VerifyJson() {}

    record Request(
            @Nullable JsonNode criteria,
            @Nullable JsonNode verifiers,
            @Nullable String output,
            @Nullable String prompt,
            @Nullable JsonNode attachments,
            @Nullable Double threshold,
            @Nullable String jobId,
            @Nullable Boolean stream) {}

    record CheckView(
            String id,
            String kind,
            boolean required,
            boolean passed,
            double score,
            String state,
            String message,
            @Nullable String evidence,
            long durationMs) {}

    record JudgeView(String name, String model) {}

    /**
     * @param outcome {@code passed failed undecided review}; {@code passed} is true for the first alone
     * @param judge null where verifiers decided
     */
    record Result(
            String id,
            boolean passed,
            String outcome,
            double score,
            String reasoning,
            List<CheckView> checks,
            @Nullable JudgeView judge,
            String criteriaHash,
            String outputSha256,
            long durationMs,
            int costCents) {}

    static CheckView check(Check check) {
        return new CheckView(
                check.id(),
                check.kind(),
                check.required(),
                check.passed(),
                check.score(),
                check.state().name().toLowerCase(Locale.ROOT),
                check.message(),
                check.evidence(),
                check.durationMs());
    }

    static Result of(String id, Verdict verdict) {
        return new Result(
                id,
                verdict.outcome() == Verdict.Outcome.PASSED,
                verdict.outcome().word(),
                verdict.score(),
                verdict.reasoning(),
                verdict.checks().stream().map(VerifyJson::check).toList(),
                verdict.judge() == null ? null : new JudgeView("model", verdict.judge()),
                verdict.criteriaHash(),
                verdict.outputSha256(),
                verdict.durationMs(),
                0);
    }
}
