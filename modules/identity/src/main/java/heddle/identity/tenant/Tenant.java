package heddle.identity.tenant;

import heddle.contracts.TenantFacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An isolated customer of Base.
 *
 * @param slug host label and short name, {@code ^[a-z][a-z0-9-]{1,62}$}
 * @param status {@code active suspended deleting}
 * @param contactEmail whom to write to about the tenant; also what a lookup by e-mail finds
 * @param governance rules of the tenant for itself: {@code rls_default trash_days password_min_length ...}
 */
record Tenant(
        String id,
        String slug,
        String name,
        String planTier,
        String status,
        String region,
        @Nullable String contactEmail,
        ObjectNode governance,
        Instant createdAt,
        Instant updatedAt) {

    TenantFacts.Facts facts() {
        return new TenantFacts.Facts(id, slug, name, planTier, status);
    }

    /** A short name made of a long one: lower case, words joined by hyphens. */
    static String slugOf(String name) {
        String slug = name.toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^[^a-z]+", "")
                .replaceAll("-+$", "");
        String cut = slug.length() > 50 ? slug.substring(0, 50) : slug;
        return cut.length() < 2 ? "tenant" : cut;
    }
}
