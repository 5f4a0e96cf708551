package heddle.identity.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.contracts.Governance;
import heddle.contracts.PlanLimits;
import heddle.contracts.TenantFacts;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.http.Cidr;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tenants in memory, for every request; fresh on all nodes by signal. */
public final class TenantCache implements TenantFacts, Governance, PlanLimits {
    private record Known(Tenant tenant, GovernanceRules rules, List<Cidr> networks) {}

    private final Db db;
    private final TenantStore store = new TenantStore();
    private final Cache<String, Optional<Known>> byId = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    public TenantCache(Db db, Signals signals) {
        this.db = db;
        signals.on(Channels.TENANTS, byId::invalidate, byId::invalidateAll);
    }

    @Override
    public TenantFacts.@Nullable Facts byId(String tenantId) {
        return load(tenantId).map(k -> k.tenant().facts()).orElse(null);
    }

    @Override
    public TenantFacts.@Nullable Facts bySlug(String slug) {
        return db.systemTx("a slug tells its tenant", tx -> store.bySlug(tx, slug))
                .map(Tenant::facts)
                .orElse(null);
    }

    /** The tenant's rules for itself; those of a new tenant where there is none of this id. */
    public GovernanceRules rules(String tenantId) {
        return load(tenantId).map(Known::rules).orElseGet(() -> GovernanceRules.of(Json.object()));
    }

    /** Networks that callers with a credential may come from; empty for all. */
    public List<Cidr> networks(String tenantId) {
        return load(tenantId).map(Known::networks).orElse(List.of());
    }

    /**
     * @throws Problem 401 when there is no such tenant, 403 TENANT_SUSPENDED
     */
    public void requireActive(String tenantId) {
        Tenant tenant = load(tenantId)
                .map(Known::tenant)
                .orElseThrow(() -> Problem.unauthorized("UNAUTHORIZED", "This tenant is not known"));
        if (!tenant.status().equals("active")) {
            throw Problem.forbidden("TENANT_SUSPENDED", "This tenant is suspended");
        }
    }

    @Override
    public String rlsDefault(String tenantId) {
        return rules(tenantId).rlsDefault();
    }

    @Override
    public int trashDays(String tenantId) {
        return rules(tenantId).dataRetention().trashDays();
    }

    @Override
    public Map<String, Integer> auditDays() {
        return db.systemTx("the log is kept for each tenant as long as it wants", store::all).stream()
                .collect(Collectors.toMap(
                        Tenant::id, t -> GovernanceRules.of(t.governance()).auditRetentionDays()));
    }

    /** Accounts that the plan of a realm includes; negative for any number, as in the realms that are no tenant's. */
    public long users(String realm) {
        return Realm.isTenant(realm) ? included(realm, "users") : -1;
    }

    @Override
    public long objects(String tenantId) {
        return included(tenantId, "objects");
    }

    @Override
    public long realtimeConnections(String tenantId) {
        return included(tenantId, "realtime_connections");
    }

    private long included(String tenantId, String what) {
        return load(tenantId)
                .map(k -> Plan.of(k.tenant().planTier()).limits().getOrDefault(what, -1L))
                .orElse(0L);
    }

    /** Drops what this node holds of a tenant; other nodes are told by signal. */
    void forget(String tenantId) {
        byId.invalidate(tenantId);
    }

    private Optional<Known> load(String tenantId) {
        return byId.get(
                tenantId,
                id -> db.systemTx("an id tells its tenant", tx -> store.byId(tx, id))
                        .map(TenantCache::known));
    }

    private static Known known(Tenant tenant) {
        GovernanceRules rules = GovernanceRules.of(tenant.governance());
        List<Cidr> networks = rules.ipAllowlist().stream()
                .flatMap(text -> Cidr.parse(text).stream())
                .toList();
        return new Known(tenant, rules, networks);
    }
}
