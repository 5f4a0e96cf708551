package heddle.identity.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.contracts.Governance;
import heddle.contracts.PlanLimits;
import heddle.contracts.TenantFacts;
import heddle.kernel.db.Db;
import heddle.kernel.signal.Signals;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tenants in memory, for every request; fresh on all nodes by signal. */
public final class TenantCache implements TenantFacts, Governance, PlanLimits {
    private static final String RLS_DEFAULT = "owner";
    private static final int TRASH_DAYS = 30;

    private final Db db;
    private final TenantStore store = new TenantStore();
    private final Cache<String, Optional<Tenant>> byId = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    public TenantCache(Db db, Signals signals) {
        this.db = db;
        signals.on(Channels.TENANTS, byId::invalidate, byId::invalidateAll);
    }

    @Override
    public TenantFacts.@Nullable Facts byId(String tenantId) {
        return load(tenantId).map(Tenant::facts).orElse(null);
    }

    @Override
    public TenantFacts.@Nullable Facts bySlug(String slug) {
        return db.systemTx("a slug tells its tenant", tx -> store.bySlug(tx, slug))
                .map(Tenant::facts)
                .orElse(null);
    }

    @Override
    public String rlsDefault(String tenantId) {
        return load(tenantId)
                .map(t -> t.governance().path("rls_default").asString(RLS_DEFAULT))
                .orElse(RLS_DEFAULT);
    }

    @Override
    public int trashDays(String tenantId) {
        return load(tenantId)
                .map(t -> t.governance().path("trash_days").asInt(TRASH_DAYS))
                .orElse(TRASH_DAYS);
    }

    @Override
    public long realtimeConnections(String tenantId) {
        return load(tenantId)
                .map(t -> Plan.of(t.facts().planTier()).limits().getOrDefault("realtime_connections", -1L))
                .orElse(0L);
    }

    /** Drops what this node holds of a tenant; other nodes are told by signal. */
    void forget(String tenantId) {
        byId.invalidate(tenantId);
    }

    private Optional<Tenant> load(String tenantId) {
        return byId.get(tenantId, id -> db.systemTx("an id tells its tenant", tx -> store.byId(tx, id)));
    }
}
