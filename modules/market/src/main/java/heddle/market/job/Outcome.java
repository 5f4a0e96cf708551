package heddle.market.job;

import java.util.Locale;

/** How an attempt stands or ended. */
public enum Outcome {
    RUNNING,
    SUBMITTED,
    PASSED,
    FAILED_VERIFICATION,
    GAVE_UP,
    TIMED_OUT,
    /** By no fault of the worker: nobody could judge it. */
    CANCELLED;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
