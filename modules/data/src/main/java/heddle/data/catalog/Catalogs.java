package heddle.data.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.contracts.Governance;
import heddle.data.policy.RlsDefault;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Tx;
import heddle.kernel.signal.Signals;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The catalogs of the tenants at work, fresh on every node: a change announces itself in its own transaction, and the
 * node that made it forgets its copy before it answers.
 */
public final class Catalogs {
    private static final int MAX_TENANTS = 10_000;

    private final Db db;
    private final Governance governance;
    private final CatalogStore store = new CatalogStore();
    private final Cache<String, Catalog> cache =
            Caffeine.newBuilder().maximumSize(MAX_TENANTS).build();
    private final AtomicLong changes = new AtomicLong();
    private final List<Consumer<Tx>> listeners = new CopyOnWriteArrayList<>();

    public Catalogs(Db db, Governance governance, Signals signals) {
        this.db = db;
        this.governance = governance;
        signals.on(Channels.SCHEMA, this::forget, this::forgetAll);
        // What holds without a policy is part of a catalog, and the tenant may change it.
        signals.on(Channels.TENANTS, this::forget, this::forgetAll);
    }

    public Catalog of(Caller caller) {
        return of(caller.tenantId());
    }

    public Catalog of(String tenantId) {
        Catalog known = cache.getIfPresent(tenantId);
        return known == null ? load(tenantId) : known;
    }

    /**
     * The catalog as it stands, for a transaction that is going to change it: until that ends, no other transaction
     * changes the tenant's definitions.
     */
    public Catalog lock(Tx tx, String tenantId) {
        store.lock(tx);
        return read(tx, tenantId);
    }

    /** Tells a part of the module about each change, in the transaction that makes it. Call at wiring. */
    public void onChange(Consumer<Tx> listener) {
        listeners.add(listener);
    }

    /** Call in every transaction that changes a type, property or policy. */
    public void changed(Tx tx, String tenantId) {
        listeners.forEach(l -> l.accept(tx));
        Signals.send(tx, Channels.SCHEMA, tenantId);
        tx.afterCommit(() -> forget(tenantId));
    }

    /**
     * Reads outside the cache's own lock: a thread that waited there with a connection in hand could keep the reader
     * from getting one. What was read before somebody changed something is used once and not kept.
     */
    private Catalog load(String tenantId) {
        long before = changes.get();
        Catalog fresh = db.tx(Caller.system(tenantId, "catalog"), tx -> read(tx, tenantId));
        cache.asMap().compute(tenantId, (id, old) -> changes.get() == before ? fresh : old);
        return fresh;
    }

    private void forget(String tenantId) {
        changes.incrementAndGet();
        cache.invalidate(tenantId);
    }

    private void forgetAll() {
        changes.incrementAndGet();
        cache.invalidateAll();
    }

    /** The catalog as this transaction sees it, past the cache. */
    public Catalog read(Tx tx, String tenantId) {
        return store.read(tx, RlsDefault.of(governance.rlsDefault(tenantId)).orElse(RlsDefault.OWNER));
    }
}
