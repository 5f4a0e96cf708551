package heddle.identity.tenant;

import heddle.contracts.Channels;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.event.Event;
import heddle.kernel.http.Cidr;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.json.RecordReader;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What a tenant can do with its rules for itself. */
public final class TenantGovernance {
    private static final String UPDATED_BY = "updated_by";

    /** The rules with when and by whom they were changed last. */
    record Shown(
            GovernanceRules rules,
            Instant updatedAt,
            @Nullable String updatedBy) {}

    private final Db db;
    private final TenantStore store = new TenantStore();
    private final TenantCache cache;
    private final Ids ids;
    private final InstantSource time;

    public TenantGovernance(Db db, TenantCache cache, Ids ids, InstantSource time) {
        this.db = db;
        this.cache = cache;
        this.ids = ids;
        this.time = time;
    }

    Shown get(Caller caller) {
        Tenant tenant = db.systemTx("a tenant reads its own row", tx -> store.byId(tx, caller.tenantId()))
                .orElseThrow(Problem::notFound);
        return shown(tenant);
    }

    /**
     * Merges the members that are given.
     *
     * @param force even if the caller's own address would no longer be let in
     */
    public Shown update(Caller caller, ObjectNode change, boolean force) {
        return db.systemTx("a tenant changes its own row", tx -> {
            Tenant old = store.lock(tx, caller.tenantId()).orElseThrow(Problem::notFound);
            ObjectNode known = GovernanceRules.document(Json.object());
            change.propertyNames().stream()
                    .filter(name -> !known.has(name))
                    .toList()
                    .forEach(change::remove);
            ObjectNode merged = Json.merge(GovernanceRules.document(old.governance()), change);
            GovernanceRules rules = RecordReader.read(merged, GovernanceRules.class);
            check(caller, rules, force);
            merged.put(UPDATED_BY, caller.id());
            Tenant fresh = new Tenant(
                    old.id(),
                    old.slug(),
                    old.name(),
                    old.planTier(),
                    old.status(),
                    old.region(),
                    old.contactEmail(),
                    merged,
                    old.createdAt(),
                    time.instant());
            store.update(tx, fresh);
            tx.record(Event.of(
                            ids.next("evt"), caller, "governance.updated", old.id(), merged.toString(), time.instant())
                    .before(GovernanceRules.document(old.governance()).toString(), List.copyOf(change.propertyNames()))
                    .forTenant(old.id()));
            Signals.send(tx, Channels.TENANTS, old.id());
            tx.afterCommit(() -> cache.forget(old.id()));
            return shown(fresh);
        });
    }

    private static void check(Caller caller, GovernanceRules rules, boolean force) {
        List<Fault> faults = new ArrayList<>();
        List<Cidr> networks = new ArrayList<>();
        for (int i = 0; i < rules.ipAllowlist().size(); i++) {
            var parsed = Cidr.parse(rules.ipAllowlist().get(i));
            if (parsed.isEmpty()) {
                faults.add(new Fault(
                        "ip_allowlist[" + i + "]",
                        "invalid_format",
                        "Write an address or a network such as 10.0.0.0/8"));
            }
            parsed.ifPresent(networks::add);
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        boolean out = !networks.isEmpty() && networks.stream().noneMatch(n -> n.contains(caller.ip()));
        if (out && !force) {
            throw Problem.conflict(
                    "CONFLICT",
                    "Your own address " + caller.ip() + " is not in ip_allowlist; send force=true if that is meant",
                    List.of(new Fault("ip_allowlist", "would_lock_out", "Add " + caller.ip())));
        }
    }

    private static Shown shown(Tenant tenant) {
        String by = tenant.governance().path(UPDATED_BY).asString("");
        return new Shown(GovernanceRules.of(tenant.governance()), tenant.updatedAt(), by.isEmpty() ? null : by);
    }
}
