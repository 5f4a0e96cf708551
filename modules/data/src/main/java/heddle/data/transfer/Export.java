package heddle.data.transfer;

import heddle.kernel.access.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A file made of objects.
 *
 * @param id {@code exp_...}
 * @param typeName as it was when the export was asked for
 * @param request what to put in
 * @param caller who asked, with the rights that the file is made with
 * @param recordCount objects counted when it was asked for, written when it is ready
 */
record Export(
        String id,
        String objectTypeId,
        String typeName,
        Format format,
        Request request,
        Caller caller,
        Status status,
        long recordCount,
        long bytes,
        Instant createdAt) {

    static final Duration KEPT = Duration.ofHours(24);
    static final int MAX_RECORDS = 100_000;

    /** Up to this many are written while the caller waits. */
    static final int AT_ONCE = 5_000;

    enum Format {
        JSON("application/json"),
        CSV("text/csv; charset=utf-8"),
        NDJSON("application/x-ndjson");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        String mediaType() {
            return mediaType;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Format> of(String word) {
            return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
        }
    }

    enum Status {
        PENDING,
        READY,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which objects and what of them.
     *
     * @param fields the properties; null for all
     */
    record Request(@Nullable JsonNode filter, @Nullable List<String> fields, boolean includeDeleted) {}

    Instant expiresAt() {
        return createdAt.plus(KEPT);
    }

    String fileName() {
        return typeName + "-" + id + "." + format.word();
    }

    Export finished(long records, long size) {
        return new Export(id, objectTypeId, typeName, format, request, caller, Status.READY, records, size, createdAt);
    }
}
