package heddle.identity.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.kernel.json.Json;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire records of platform keys. */
final class PlatformKeyJson {
    private PlatformKeyJson() {}

    /**
     * @param expiresIn days, instead of {@code expires_at}
     */
    record Create(
            @NotBlank @Size(max = 100) String name,
            @NotEmpty @Size(max = 50) List<@NotNull String> scopes,
            @Nullable Instant expiresAt,
            @Nullable @Min(1) @Max(3_650) Integer expiresIn,
            @Nullable RateLimit rateLimit) {}

    record RateLimit(@Nullable @Min(1) @Max(1_000_000) Integer requestsPerMinute) {}

    /**
     * @param key the token, told when the key is made and never again
     */
    record View(
            String id,
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String key,

            String keyPrefix,
            List<String> scopes,
            RateLimit rateLimit,
            @Nullable Instant lastUsedAt,
            @Nullable Instant expiresAt,
            boolean isExpired,
            boolean isRevoked,
            @Nullable Instant revokedAt,
            Instant createdAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String warning) {}

    record All(List<View> keys, int total) {}

    record Message(String message) {}

    static View of(PlatformKey key, Instant now) {
        return of(key, now, null, null);
    }

    static View created(PlatformKey key, String token, Instant now) {
        return of(key, now, token, key.expired(now) ? "expires_at is past, so this key will not be let in" : null);
    }

    /** The key as the event log keeps it. */
    static String fact(PlatformKey key, Instant now) {
        return Json.text(of(key, now));
    }

    private static View of(PlatformKey key, Instant now, @Nullable String token, @Nullable String warning) {
        return new View(
                key.id(),
                key.name(),
                token,
                key.prefix(),
                key.scopes(),
                new RateLimit(key.perMinute()),
                key.lastUsedAt(),
                key.expiresAt(),
                key.expired(now),
                key.revoked(),
                key.revokedAt(),
                key.createdAt(),
                warning);
    }
}
