package heddle.kernel.db;

import heddle.kernel.access.Caller;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * The way to the database. {@link #tx} runs a verb in one transaction bound to the caller's tenant; {@link #systemTx} is
 * for work across tenants and says why.
 *
 * <p>A transaction begun while another of the same thread is open joins it. The router uses that to put a handler and
 * its {@code Idempotency-Key} into one transaction.
 */
public final class Db {
    private static final int TRIES = 4;
    private static final ScopedValue<@Nullable Joined> JOINED = ScopedValue.newInstance();

    private record Joined(Handle handle, Tx outer) {}

    /** One prepared statement on a connection in auto-commit: one round trip. */
    @FunctionalInterface
    public interface Direct<T> {
        T run(Connection connection) throws SQLException;
    }

    private final DataSource pool;
    private final Jdbi jdbi;
    private final Runnable eventsCommitted;

    /**
     * @param eventsCommitted told after a commit that wrote events
     */
    public Db(DataSource pool, Runnable eventsCommitted) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.jdbi.getConfig(SqlStatements.class).setUnusedBindingAllowed(true);
        this.eventsCommitted = eventsCommitted;
    }

    /** Runs in a transaction of the caller's tenant. Serialization failures and deadlocks are tried again. */
    public <T> T tx(Caller caller, TxWork<T> work) {
        return run(caller.tenantId(), work);
    }

    /**
     * For what several callers of one tenant want together. Such work looks rows up by lists of keys, which PostgreSQL would
     * plan anew for every list.
     */
    <T> T together(@Nullable String tenantId, TxWork<T> work) {
        return run(tenantId, tx -> {
            tx.define("set local plan_cache_mode = force_generic_plan");
            return work.run(tx);
        });
    }

    /** Runs across tenants. */
    public <T> T systemTx(String why, TxWork<T> work) {
        if (why.isBlank()) {
            throw new IllegalArgumentException("Say why this needs all tenants");
        }
        return run(null, work);
    }

    /**
     * Runs in a transaction of its own even where the thread is in another: what it writes is there at once, and stays
     * when the other fails. Takes a second connection.
     */
    public <T> T apart(Caller caller, TxWork<T> work) {
        return ScopedValue.where(JOINED, null).call(() -> run(caller.tenantId(), work));
    }

    /**
     * Reads one state of the tenant's data, however long it takes; the thread's other reads see it too. A transaction
     * that only reads holds nobody's events back.
     */
    public <T> T snapshot(Caller caller, TxWork<T> work) {
        return ScopedValue.where(JOINED, null)
                .call(() -> once(caller.tenantId(), tx -> {
                    tx.define("set transaction isolation level repeatable read read only");
                    return work.run(tx);
                }));
    }

    /**
     * Runs a single statement without a transaction around it. Inside {@link #tx} of the same thread it joins.
     *
     * @param sql checked like any other: it must name the tenant's schema, or bind the tenant itself
     */
    public <T> T direct(Caller caller, String sql, Direct<T> work) {
        TenantRule.check(sql, caller.tenantId());
        Joined joined = joined();
        if (joined != null) {
            joined.outer().send();
            return checked(joined.handle().getConnection(), work);
        }
        try (Connection connection = pool.getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    /** Whether a transaction is open around the caller, which a refused statement would spoil for further reading. */
    public boolean inTransaction() {
        return joined() != null;
    }

    /**
     * Runs when it is known whether what the thread wrote last stays: at once outside a transaction, else when that has
     * ended. What was undone in a part of a transaction that was committed counts as committed.
     */
    public void whenEnded(Consumer<Boolean> action) {
        Joined joined = joined();
        if (joined == null) {
            action.accept(true);
        } else {
            joined.outer().whenEnded(action);
        }
    }

    /** Wakes the readers of the event log after a direct statement that wrote events. */
    public void wroteEvents() {
        Joined joined = joined();
        if (joined != null) {
            joined.outer().wroteEvents();
        } else {
            eventsCommitted.run();
        }
    }

    private <T> T run(@Nullable String tenantId, TxWork<T> work) {
        Joined joined = joined();
        if (joined != null) {
            return join(joined, tenantId, work);
        }
        for (int attempt = 1; ; attempt++) {
            try {
                return once(tenantId, work);
            } catch (RuntimeException e) {
                String state = SqlProblems.state(e);
                boolean again = state.equals("40001") || state.equals("40P01");
                if (!again || attempt == TRIES) {
                    throw e;
                }
            }
        }
    }

    private static @Nullable Joined joined() {
        return JOINED.isBound() ? JOINED.get() : null;
    }

    private static <T> T join(Joined joined, @Nullable String tenantId, TxWork<T> work) {
        Tx tx = joined.outer().joined(tenantId);
        T result = work.run(tx);
        Tx outer = joined.outer();
        outer.afterCommit(tx::runAfterCommit);
        if (tx.recorded()) {
            outer.wroteEvents();
        }
        return result;
    }

    private <T> T once(@Nullable String tenantId, TxWork<T> work) {
        Tx tx;
        T result;
        try (Handle handle = jdbi.open()) {
            Tx opened = new Tx(handle, tenantId);
            tx = opened;
            handle.begin();
            try {
                result = ScopedValue.where(JOINED, new Joined(handle, opened)).call(() -> work.run(opened));
                opened.send();
                handle.commit();
            } catch (RuntimeException e) {
                handle.rollback();
                opened.ended(false);
                throw e;
            }
        }
        tx.ended(true);
        if (tx.recorded()) {
            eventsCommitted.run();
        }
        tx.runAfterCommit();
        return result;
    }

    private static <T> T checked(Connection connection, Direct<T> work) {
        try {
            return work.run(connection);
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }
}
