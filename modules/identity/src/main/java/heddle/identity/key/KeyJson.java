package heddle.identity.key;

import heddle.kernel.access.Scope;
import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Wire records of API keys. */
public final class KeyJson {
    private KeyJson() {}

    record Create(
            @NotNull @Size(min = 1, max = 100) String label,
            @NotEmpty @Size(max = 7) List<@NotNull String> scopes,
            @Nullable @Size(max = 50) List<@NotNull String> ipAllowlist,
            @Nullable Instant expiresAt,
            @Nullable @Min(1) @Max(100_000) Integer rateLimit,
            @Nullable String type) {}

    record Update(
            Patch<@Size(min = 1, max = 100) String> label,
            Patch<@Size(max = 7) List<@NotNull String>> scopes,
            Patch<@Size(max = 50) List<@NotNull String>> ipAllowlist,
            Patch<@Min(1) @Max(100_000) Integer> rateLimit) {}

    record Rotate(
            @Nullable @Size(min = 1, max = 100) String label,
            @Nullable @Size(min = 1, max = 7) List<@NotNull String> scopes,
            @Nullable @Min(0) @Max(604_800) Integer gracePeriodSecs) {}

    public record View(
            String id,
            String label,
            String type,
            String prefix,
            String last4,
            List<String> scopes,
            List<String> ipAllowlist,
            @Nullable Integer rateLimit,
            String status,
            @Nullable Instant expiresAt,
            @Nullable Instant lastUsedAt,
            String createdBy,
            Instant createdAt,
            @Nullable Instant revokedAt,
            @Nullable String rotatedFrom) {}

    public record Created(View key, String token) {}

    record Rotated(View oldKey, View newKey, String token) {}

    static View of(Key key, Instant now) {
        return new View(
                key.id(),
                key.label(),
                key.type().name().toLowerCase(Locale.ROOT),
                key.prefix(),
                key.last4(),
                key.scopes().stream().sorted().map(Scope::word).toList(),
                key.ipAllowlist(),
                key.rateLimit(),
                key.status(now).name().toLowerCase(Locale.ROOT),
                key.expiresAt(),
                key.lastUsedAt(),
                key.createdBy(),
                key.createdAt(),
                key.revokedAt(),
                key.rotatedFrom());
    }

    /** The key as the event log keeps it. */
    static String fact(Key key, Instant now) {
        return Json.text(of(key, now));
    }
}
