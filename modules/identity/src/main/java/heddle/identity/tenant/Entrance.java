package heddle.identity.tenant;

import heddle.contracts.TenantFacts;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Permission;
import heddle.kernel.access.Surface;
import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;

/** Binds a request of somebody who is not signed in yet to the tenant it means. */
public final class Entrance {
    private final NamedTenant named;
    private final TenantFacts facts;
    private final Authenticator authenticator;

    public Entrance(NamedTenant named, TenantFacts facts, Authenticator authenticator) {
        this.named = named;
        this.facts = facts;
        this.authenticator = authenticator;
    }

    /**
     * The caller by a credential, which a browser that follows a link can only put into {@code apikey}; else nobody in
     * the tenant that the request names.
     *
     * @throws Problem 400 TENANT_REQUIRED, 403 when the credential may not sign anybody in, 404 TENANT_NOT_FOUND
     */
    public Caller caller(Request in) {
        Caller bearer = bearer(in);
        if (bearer != null) {
            if (!bearer.may(Permission.SIGN_IN)) {
                throw Problem.forbidden("INSUFFICIENT_SCOPE", "This needs the permission auth");
            }
            return bearer;
        }
        return in.caller().in(tenant(in));
    }

    /** The active tenant that a request names. */
    public String tenant(Request in) {
        TenantFacts.Facts tenant = named.find(in, null);
        if (tenant == null) {
            throw NamedTenant.required();
        }
        return active(tenant);
    }

    /**
     * @throws Problem 404 TENANT_NOT_FOUND when there is none, or it is suspended
     */
    public void requireActive(String tenantId) {
        active(facts.byId(tenantId));
    }

    private @Nullable Caller bearer(Request in) {
        String key = in.query("apikey");
        if (key == null || key.isEmpty()) {
            Caller bearer = in.bearerCaller();
            if (bearer != null) {
                // Refuses a credential and a tenant_id that disagree.
                named.find(in, null);
            }
            return bearer;
        }
        Caller nobody = in.caller();
        return authenticator.authenticate(Surface.BASE, key, nobody.requestId(), nobody.ip(), nobody.userAgent());
    }

    private static String active(TenantFacts.@Nullable Facts tenant) {
        if (tenant == null || !tenant.status().equals("active")) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No such tenant");
        }
        return tenant.id();
    }
}
