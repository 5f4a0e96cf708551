package heddle.contracts;

import org.jspecify.annotations.Nullable;

/** Finds tenants for modules that serve them. */
public interface TenantFacts {
    /**
     * @param status {@code active suspended deleting}
     */
    record Facts(String id, String slug, String name, String planTier, String status) {}

    @Nullable
    Facts byId(String tenantId);

    @Nullable
    Facts bySlug(String slug);
}
