package heddle.market.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a job stands. There are no others: a quote is not stored, and "verifying" is {@link #SUBMITTED}. */
public enum Status {
    PENDING_PAYMENT,
    QUEUED,
    HELD,
    ACCEPTED,
    SUBMITTED,
    VERIFIED,
    CANCELLED,
    FAILED;

    /** As on the wire and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Status> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word().equals(word)).findFirst();
    }

    /** Whether nothing happens any more. */
    public boolean terminal() {
        return this == VERIFIED || this == CANCELLED || this == FAILED;
    }

    /** Whether the price lies in the job's escrow. */
    public boolean paid() {
        return this == QUEUED || this == HELD || this == ACCEPTED || this == SUBMITTED;
    }
}
