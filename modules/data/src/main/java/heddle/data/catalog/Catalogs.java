package heddle.data.catalog;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.contracts.Channels;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Tx;
import heddle.kernel.signal.Signals;
import java.util.function.Function;

/**
 * The catalogs of the tenants at work, fresh on every node: a change announces itself in its own transaction, and the
 * node that made it forgets its copy before it answers.
 */
public final class Catalogs {
    private static final int MAX_TENANTS = 10_000;

    private final Function<String, Catalog> loader;
    private final Cache<String, Catalog> cache =
            Caffeine.newBuilder().maximumSize(MAX_TENANTS).build();

    /**
     * @param loader reads a tenant's whole catalog in one transaction
     */
    public Catalogs(Function<String, Catalog> loader, Signals signals) {
        this.loader = loader;
        signals.on(Channels.SCHEMA, cache::invalidate, cache::invalidateAll);
    }

    public Catalog of(Caller caller) {
        return of(caller.tenantId());
    }

    public Catalog of(String tenantId) {
        return cache.get(tenantId, loader);
    }

    /** Call in every transaction that changes a type, property or policy. */
    public void changed(Tx tx, String tenantId) {
        Signals.send(tx, Channels.SCHEMA, tenantId);
        tx.afterCommit(() -> cache.invalidate(tenantId));
    }
}
