package heddle.market.reputation;

import java.util.Locale;

/** How an attempt ended, as far as it tells something of agent or sender. */
public enum Ending {
    VERIFIED,
    FAILED_VERIFICATION,
    GAVE_UP,
    TIMED_OUT,
    /** The sender took the job back after it was accepted; says nothing of the agent. */
    CANCELLED;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
