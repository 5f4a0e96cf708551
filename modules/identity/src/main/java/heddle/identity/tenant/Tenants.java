package heddle.identity.tenant;

import heddle.contracts.Channels;
import heddle.contracts.TenantRooms;
import heddle.identity.account.Accounts;
import heddle.identity.key.KeyJson;
import heddle.identity.key.Keys;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.delete.Dependency;
import heddle.kernel.delete.SecureDelete;
import heddle.kernel.event.Event;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.kernel.signal.Signals;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the operator can do with tenants, and what a tenant can learn about itself. */
public final class Tenants {
    private static final int SLUG_TRIES = 20;

    record Issued(Tenant tenant, KeyJson.Created key) {}

    record Page(List<Tenant> tenants, long total) {}

    private final Db db;
    private final TenantStore store = new TenantStore();
    private final TenantCache cache;
    private final Keys keys;
    private final Accounts accounts;
    private final List<TenantRooms> rooms;
    private final SecureDelete deletes;
    private final Ids ids;
    private final InstantSource time;
    private final String region;

    public Tenants(
            Db db,
            TenantCache cache,
            Keys keys,
            Accounts accounts,
            List<TenantRooms> rooms,
            SecureDelete deletes,
            Ids ids,
            InstantSource time,
            String region) {
        this.db = db;
        this.cache = cache;
        this.keys = keys;
        this.accounts = accounts;
        this.rooms = List.copyOf(rooms);
        this.deletes = deletes;
        this.ids = ids;
        this.time = time;
        this.region = region;
    }

    /** A tenant made at the first start or from the command line. */
    public record Fresh(String tenantId, String slug, String token) {}

    /**
     * Makes a tenant unless one with this name's slug exists.
     *
     * @param givenToken a token to use instead of a random one
     */
    public Optional<Fresh> createIfAbsent(String name, @Nullable String givenToken) {
        String slug = Tenant.slugOf(name);
        return db.systemTx("first start makes a tenant", tx -> {
            if (store.bySlug(tx, slug).isPresent()) {
                return Optional.empty();
            }
            Issued issued = insert(tx, name, slug, Plan.FREE, null, givenToken);
            return Optional.of(
                    new Fresh(issued.tenant().id(), slug, issued.key().token()));
        });
    }

    /** Whether no tenant exists yet. */
    public boolean none() {
        return db.systemTx("first start looks for any tenant", tx -> store.count(tx) == 0);
    }

    /** Makes a tenant with a first key; the same name may be used again. */
    public Fresh create(String name) {
        Issued issued = create(new TenantJson.Create(name, null, null, null));
        return new Fresh(
                issued.tenant().id(), issued.tenant().slug(), issued.key().token());
    }

    Issued create(TenantJson.Create wanted) {
        Plan plan = wanted.planTier() == null ? Plan.FREE : Plan.of(wanted.planTier());
        return db.systemTx("the operator makes a tenant", tx -> {
            String slug = wanted.slug() == null ? freeSlug(tx, wanted.name()) : wanted.slug();
            return insert(tx, wanted.name(), slug, plan, wanted.contactEmail(), null);
        });
    }

    Page list(int limit, int offset) {
        return db.systemTx(
                "the operator lists tenants", tx -> new Page(store.list(tx, limit, offset), store.count(tx)));
    }

    Tenant get(String id) {
        return db.systemTx("the operator reads a tenant", tx -> store.byId(tx, id))
                .orElseThrow(Problem::notFound);
    }

    Tenant update(Caller operator, String id, TenantJson.Update change) {
        return db.systemTx("the operator changes a tenant", tx -> {
            Tenant old = store.lock(tx, id).orElseThrow(Problem::notFound);
            Tenant fresh = new Tenant(
                    old.id(),
                    old.slug(),
                    or(change.name().orKeep(old.name()), old.name()),
                    or(change.planTier().orKeep(old.planTier()), old.planTier()),
                    or(change.status().orKeep(old.status()), old.status()),
                    old.region(),
                    change.contactEmail().orKeep(old.contactEmail()),
                    old.governance(),
                    old.createdAt(),
                    time.instant());
            store.update(tx, fresh);
            announce(tx, operator, "tenant.updated", fresh);
            return fresh;
        });
    }

    /** Deletes a tenant and everything it keeps, behind the confirm token when it keeps anything. */
    void delete(Caller operator, String id, SecureDelete.Ask ask) {
        SecureDelete.Target target = new SecureDelete.Target("tenant", id);
        String why = "the operator deletes a tenant";
        deletes.run(
                operator,
                target,
                ask,
                tx -> db.systemTx(why, all -> contents(all, id)),
                tx -> db.systemTx(why, all -> clear(all, operator, id)));
    }

    private boolean clear(Tx tx, Caller operator, String id) {
        Tenant tenant = store.lock(tx, id).orElseThrow(Problem::notFound);
        rooms.forEach(r -> r.clear(tx.boundTo(id), id));
        store.delete(tx, id);
        announce(tx, operator, "tenant.deleted", tenant);
        return true;
    }

    TenantRooms.Usage usage(Caller caller) {
        return db.tx(
                caller,
                tx -> rooms.stream()
                        .map(r -> r.usage(tx, caller.tenantId()))
                        .reduce(
                                new TenantRooms.Usage(0, 0),
                                (a, b) -> new TenantRooms.Usage(
                                        a.objects() + b.objects(), a.storageBytes() + b.storageBytes())));
    }

    /** Tenants whose contact, or one of whose people, has this address; each of them learns in its audit log that somebody asked. */
    List<Tenant> lookup(Caller nobody, String email) {
        return db.systemTx("an e-mail address may belong to several tenants", tx -> {
            List<Tenant> found = new ArrayList<>(store.byContact(tx, email));
            accounts.tenantsOf(tx, email.toLowerCase(java.util.Locale.ROOT)).stream()
                    .filter(id -> found.stream().noneMatch(t -> t.id().equals(id)))
                    .flatMap(id -> store.byId(tx, id).stream())
                    .filter(t -> GovernanceRules.of(t.governance()).tenantLookup())
                    .forEach(found::add);
            for (Tenant tenant : found) {
                Event asked = Event.of(ids.next("evt"), nobody, "tenant.looked_up", tenant.id(), null, time.instant());
                tx.record(asked.forTenant(tenant.id()));
            }
            return found;
        });
    }

    private List<Dependency> contents(Tx tx, String id) {
        if (store.lock(tx, id).isEmpty()) {
            throw Problem.notFound();
        }
        List<Dependency> all = new ArrayList<>();
        rooms.forEach(r -> all.addAll(r.contents(tx.boundTo(id), id)));
        return all;
    }

    private Issued insert(
            Tx tx, String name, String slug, Plan plan, @Nullable String contactEmail, @Nullable String givenToken) {
        Instant now = time.instant();
        Tenant tenant = new Tenant(
                ids.next("tn"), slug, name, plan.word(), "active", region, contactEmail, Json.object(), now, now);
        if (!store.insert(tx, tenant)) {
            throw Problem.conflict("SLUG_TAKEN", "Another tenant has the slug " + slug);
        }
        rooms.forEach(r -> r.prepare(tx.boundTo(tenant.id()), tenant.id()));
        Caller system = Caller.system(tenant.id(), "first start");
        announce(tx, system, "tenant.created", tenant);
        return new Issued(tenant, keys.createFirst(tx.boundTo(tenant.id()), system, "First key", givenToken));
    }

    private String freeSlug(Tx tx, String name) {
        String slug = Tenant.slugOf(name);
        for (int i = 2; i <= SLUG_TRIES && store.bySlug(tx, slug).isPresent(); i++) {
            slug = Tenant.slugOf(name) + "-" + i;
        }
        return store.bySlug(tx, slug).isPresent()
                ? slug + "-" + Ids.body(ids.next("tn")).substring(16)
                : slug;
    }

    private void announce(Tx tx, Caller actor, String type, Tenant tenant) {
        Event event = Event.of(ids.next("evt"), actor, type, tenant.id(), TenantJson.fact(tenant), time.instant());
        tx.record(event.forTenant(tenant.id()));
        Signals.send(tx, Channels.TENANTS, tenant.id());
        tx.afterCommit(() -> cache.forget(tenant.id()));
    }

    private static String or(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
