package heddle.market.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param score weighted share of what passed, 0 to 1
 * @param criteriaHash SHA-256 of the plan, hex
 * @param outputSha256 SHA-256 of the output text, hex
 * @param judge who judged what no program can; null where nobody had to
 */
public record Verdict(
        Outcome outcome,
        double score,
        String reasoning,
        List<Check> checks,
        @Nullable String judge,
        String criteriaHash,
        String outputSha256,
        long durationMs) {

    public enum Outcome {
        PASSED,
        FAILED,
        /** We could not tell, by no fault of the worker: try again. */
        UNDECIDED,
        /** A person has to say. */
        REVIEW
    }

    public enum State {
        OK,
        ERROR,
        SKIPPED
    }

    /** One criterion or verifier and how it went. */
    public record Check(
            String id,
            String kind,
            boolean required,
            boolean passed,
            double score,
            State state,
            String message,
            @Nullable String evidence,
            long durationMs) {}

    public Verdict {
        checks = List.copyOf(checks);
    }
}
