package heddle.kernel.outbox;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message in the outbox.
 *
 * @param attempts how often its delivery was tried in vain
 * @param error why the last try was in vain
 * @param providerMessageId what the provider calls it
 * @param attached the files that go with it
 */
public record StoredMessage(
        String id,
        OutMessage message,
        Status status,
        int attempts,
        @Nullable String error,
        @Nullable String providerMessageId,
        Instant createdAt,
        @Nullable Instant sentAt,
        List<Attached> attached) {

    /** A file that goes with a message, without its content. */
    public record Attached(String filename, String contentType, int bytes) {}

    public enum Status {
        /** Waits for its delivery, or for the next try. */
        QUEUED,
        /** Stays here, since nobody is configured to carry it. */
        KEPT,
        SENT,
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Status of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
