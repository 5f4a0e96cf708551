package heddle.identity.tenant;

import heddle.identity.key.KeyJson;
import heddle.kernel.json.Json;
import heddle.kernel.json.Patch;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wire records of tenants. */
final class TenantJson {
    static final String PLANS = "free|pro|enterprise";
    private static final String SLUG = "[a-z][a-z0-9-]{1,62}";
    private static final String EMAIL = "[^@\\s]{1,64}@[^@\\s]{1,189}";

    private TenantJson() {}

    record Create(
            @NotNull @Size(min = 1, max = 100) String name,

            @Nullable @Pattern(regexp = SLUG, message = "must match " + SLUG)
            String slug,

            @Nullable @Pattern(regexp = PLANS, message = "must be one of " + PLANS)
            String planTier,

            @Nullable @Pattern(regexp = EMAIL, message = "must be an e-mail address")
            String contactEmail) {}

    record Update(
            Patch<@Size(min = 1, max = 100) String> name,
            Patch<@Pattern(regexp = PLANS, message = "must be one of " + PLANS) String> planTier,
            Patch<@Pattern(regexp = "active|suspended", message = "must be active or suspended") String> status,
            Patch<@Pattern(regexp = EMAIL, message = "must be an e-mail address") String> contactEmail) {}

    record Lookup(@NotNull @Size(min = 3, max = 254) String email) {}

    record View(
            String id,
            String slug,
            String name,
            String planTier,
            String status,
            String region,
            @Nullable String contactEmail,
            Instant createdAt,
            Instant updatedAt) {}

    /** The tenant with its first key, whose token is never shown again. */
    record Created(
            String id,
            String slug,
            String name,
            String planTier,
            String status,
            String region,
            @Nullable String contactEmail,
            Instant createdAt,
            Instant updatedAt,
            KeyJson.View key,
            String token) {}

    record Page(List<View> tenants, long total) {}

    record Deleted(String id, boolean deleted) {}

    record Found(String tenantId, String brandName) {}

    record Usage(
            String tenantId,
            String planTier,
            long usedStorageBytes,
            Map<String, Long> planLimits,
            Map<String, Long> usage,
            Instant periodStart,
            Instant periodEnd) {}

    static View of(Tenant t) {
        return new View(
                t.id(),
                t.slug(),
                t.name(),
                t.planTier(),
                t.status(),
                t.region(),
                t.contactEmail(),
                t.createdAt(),
                t.updatedAt());
    }

    static Created created(Tenants.Issued issued) {
        Tenant t = issued.tenant();
        return new Created(
                t.id(),
                t.slug(),
                t.name(),
                t.planTier(),
                t.status(),
                t.region(),
                t.contactEmail(),
                t.createdAt(),
                t.updatedAt(),
                issued.key().key(),
                issued.key().token());
    }

    static String fact(Tenant tenant) {
        return Json.text(of(tenant));
    }
}
