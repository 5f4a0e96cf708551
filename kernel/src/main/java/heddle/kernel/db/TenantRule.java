package heddle.kernel.db;

import org.jspecify.annotations.Nullable;

/** Refuses SQL that could reach beyond the tenant it runs for. */
final class TenantRule {
    private TenantRule() {}

    static void check(String sql, @Nullable String tenantId) {
        // The operator's tenant is empty: it belongs to none.
        if (tenantId == null || tenantId.isEmpty()) {
            return;
        }
        boolean bound = sql.contains(":tenant") || sql.contains("t_" + tenantId.substring(tenantId.indexOf('_') + 1));
        if (!bound) {
            throw new IllegalStateException(
                    "SQL in a tenant's transaction names neither :tenant nor its schema: " + sql);
        }
    }
}
