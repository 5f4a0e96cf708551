package heddle.market.verify;

import heddle.market.verify.Verdict.State;
import org.jspecify.annotations.Nullable;

/**
 * What one verifier says.
 *
 * @param passed meaningless while the state is not {@code OK}
 * @param evidence a short piece of what was looked at; null where there is none
 */
record Finding(
        State state,
        boolean passed,
        double score,
        String message,
        @Nullable String evidence) {
    private static final int MAX_EVIDENCE = 300;

    static Finding of(boolean passed, String message, @Nullable String evidence) {
        return new Finding(State.OK, passed, passed ? 1 : 0, message, cut(evidence));
    }

    static Finding passed(String message) {
        return of(true, message, null);
    }

    static Finding failed(String message, @Nullable String evidence) {
        return of(false, message, evidence);
    }

    static Finding scored(boolean passed, double score, String message) {
        return new Finding(State.OK, passed, Math.clamp(score, 0, 1), message, null);
    }

    /** Nobody knows, and the worker is not to blame. */
    static Finding error(String message) {
        return new Finding(State.ERROR, false, 0, message, null);
    }

    /** Only a person knows. */
    static Finding review(String message) {
        return new Finding(State.REVIEW, false, 0, message, null);
    }

    /** The same as what a verifier within another said. */
    Finding of(String id) {
        return new Finding(state, passed, score, id + ": " + message, evidence);
    }

    static Finding skipped() {
        return new Finding(State.SKIPPED, false, 0, "Not run: a required check had failed before", null);
    }

    private static @Nullable String cut(@Nullable String text) {
        if (text == null || text.length() <= MAX_EVIDENCE) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_EVIDENCE - 1)) ? MAX_EVIDENCE - 1 : MAX_EVIDENCE;
        return text.substring(0, end) + "...";
    }
}
