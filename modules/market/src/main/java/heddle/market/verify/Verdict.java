package heddle.market.verify;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
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
        REVIEW;

        /** As it stands on the wire. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether there is nothing left to find out. */
        public boolean decided() {
            return this == PASSED || this == FAILED;
        }
    }

    public enum State {
        @JsonProperty("ok")
        OK,
        @JsonProperty("error")
        ERROR,
        @JsonProperty("skipped")
        SKIPPED,
        /** For a person. */
        @JsonProperty("review")
        REVIEW
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
            long durationMs) {
        public Check {
            message = storable(message);
            evidence = evidence == null ? null : storable(evidence);
        }

        /** Without what a database refuses in JSON; scripts, outputs and models may say anything. */
        private static String storable(String text) {
            if (text.codePoints().noneMatch(Check::unstorable)) {
                return text;
            }
            StringBuilder out = new StringBuilder(text.length());
            text.codePoints().filter(c -> !unstorable(c)).forEach(out::appendCodePoint);
            return out.toString();
        }

        private static boolean unstorable(int c) {
            return c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
        }
    }

    public Verdict {
        checks = List.copyOf(checks);
    }

    /** The same findings, decided by a person. */
    Verdict decided(boolean passed, String why, String by) {
        return new Verdict(
                passed ? Outcome.PASSED : Outcome.FAILED,
                passed ? 1 : 0,
                why,
                checks,
                by,
                criteriaHash,
                outputSha256,
                durationMs);
    }
}
