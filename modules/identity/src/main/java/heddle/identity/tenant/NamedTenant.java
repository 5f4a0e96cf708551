package heddle.identity.tenant;

import heddle.contracts.TenantFacts;
import heddle.kernel.access.Caller;
import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Finds the tenant that a request means which carries no credential, or whose credential is only one of the hints. */
public final class NamedTenant {
    private final TenantFacts facts;

    public NamedTenant(TenantFacts facts) {
        this.facts = facts;
    }

    /**
     * The tenant by bearer, body, query, header, then host; null when nothing names one.
     *
     * @param inBody id or slug that the body names
     * @throws Problem 403 TENANT_MISMATCH when the credential belongs to another, 404 TENANT_NOT_FOUND
     */
    public TenantFacts.@Nullable Facts find(Request in, @Nullable String inBody) {
        String explicit = first(inBody, in.query("tenant_id"), in.header("X-Tenant-ID"));
        Caller bearer = in.bearerCaller();
        if (bearer != null) {
            TenantFacts.Facts own = facts.byId(bearer.tenantId());
            if (own != null && explicit != null && !explicit.equals(own.id()) && !explicit.equals(own.slug())) {
                throw Problem.forbidden("TENANT_MISMATCH", "The credential belongs to another tenant");
            }
            return own;
        }
        if (explicit != null) {
            TenantFacts.Facts found = explicit.startsWith("tn_") ? facts.byId(explicit) : facts.bySlug(explicit);
            if (found == null) {
                throw Problem.of(404, "TENANT_NOT_FOUND", "No such tenant");
            }
            return found;
        }
        String host = in.header("Host");
        int dot = host == null ? -1 : host.indexOf('.');
        return host == null || dot < 1 ? null : facts.bySlug(host.substring(0, dot));
    }

    public static Problem required() {
        return Problem.badRequest("TENANT_REQUIRED", "Say which tenant is meant: tenant_id, X-Tenant-ID or its host");
    }

    private static @Nullable String first(@Nullable String... values) {
        for (String value : values) {
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }
}
