package heddle.identity;

import heddle.contracts.Governance;
import heddle.contracts.PlanLimits;
import heddle.contracts.TenantFacts;
import heddle.contracts.TenantRooms;
import heddle.identity.email.EmailRoutes;
import heddle.identity.email.Emails;
import heddle.identity.key.KeyAuthenticator;
import heddle.identity.key.KeyJson;
import heddle.identity.key.KeyRoutes;
import heddle.identity.key.Keys;
import heddle.identity.tenant.TenantCache;
import heddle.identity.tenant.TenantRoutes;
import heddle.identity.tenant.Tenants;
import heddle.kernel.access.Authenticator;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.http.RateLimits;
import heddle.kernel.http.Routes;
import heddle.kernel.id.Ids;
import heddle.kernel.outbox.Outbox;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import heddle.kernel.work.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The door of the identity module. */
public final class IdentityModule {
    private final KeyAuthenticator authenticator;
    private final TenantCache tenantCache;
    private final Keys keys;
    private final Db db;
    private final Ids ids;
    private final InstantSource time;

    public IdentityModule(Db db, Signals signals, Ids ids, InstantSource time) {
        this.db = db;
        this.ids = ids;
        this.time = time;
        this.tenantCache = new TenantCache(db, signals);
        this.authenticator = new KeyAuthenticator(db, tenantCache, signals, time);
        this.keys = new Keys(db, ids, time, authenticator::forget);
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public TenantFacts tenantFacts() {
        return tenantCache;
    }

    public Governance governance() {
        return tenantCache;
    }

    public PlanLimits planLimits() {
        return tenantCache;
    }

    /**
     * @param rooms the modules that keep something for each tenant
     */
    public Tenants tenants(List<TenantRooms> rooms, SecureDelete deletes, String region) {
        return new Tenants(db, tenantCache, keys, rooms, deletes, ids, time, region);
    }

    /**
     * A key made by the operator at the command line.
     *
     * @param tenant slug or id
     * @throws Problem 404 when there is no such tenant
     */
    public KeyJson.Created issueKey(String tenant, String label, List<String> scopes, String type) {
        TenantFacts.Facts found = tenant.startsWith("tn_") ? tenantCache.byId(tenant) : tenantCache.bySlug(tenant);
        if (found == null) {
            throw Problem.of(404, "TENANT_NOT_FOUND", "No tenant is called " + tenant);
        }
        return keys.issue(Caller.system(found.id(), "command line"), label, scopes, type);
    }

    public void routes(Routes routes, Tenants tenants, RateLimits limits) {
        new KeyRoutes(keys, tenantCache, time).declare(routes);
        new TenantRoutes(tenants, tenantCache, limits, time).declare(routes);
    }

    public void emailRoutes(Routes routes, Outbox outbox, RateLimits limits) {
        new EmailRoutes(new Emails(db, ids, time, outbox), limits).declare(routes);
    }

    public void chores(Ticker ticker) {
        ticker.every(Duration.ofSeconds(30), authenticator::writeLastUse);
    }
}
