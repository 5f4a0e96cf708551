package heddle.kernel.db;

import heddle.kernel.event.Event;
import heddle.kernel.event.EventSql;
import heddle.kernel.work.WorkItem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * One database transaction, bound to one tenant. SQL on a tenant's data must name {@code :tenant} or the tenant's own
 * schema; text that does neither is refused, so that a forgotten condition fails in the first test.
 */
public final class Tx {
    private final Handle handle;
    private final @Nullable String tenantId;
    private final @Nullable Tx root;
    private final Pending pending;
    private final List<Runnable> afterCommit = new ArrayList<>(2);
    private final List<Consumer<Boolean>> whenEnded = new ArrayList<>(1);
    private boolean recorded;

    Tx(Handle handle, @Nullable String tenantId) {
        this(handle, tenantId, null, new Pending());
    }

    private Tx(Handle handle, @Nullable String tenantId, @Nullable Tx root, Pending pending) {
        this.handle = handle;
        this.tenantId = tenantId;
        this.root = root;
        this.pending = pending;
    }

    /** A part of this same transaction that tells for itself what has to happen after the commit. */
    Tx joined(@Nullable String tenant) {
        return new Tx(handle, tenant, null, pending);
    }

    /** This same transaction, bound to a tenant that it has just made or looks after. */
    public Tx boundTo(String tenant) {
        return new Tx(handle, tenant, root == null ? this : root, pending);
    }

    /** A query with {@code :tenant} bound. */
    public Query query(String sql) {
        TenantRule.check(sql, tenantId);
        send();
        Query query = handle.createQuery(sql);
        if (tenantId != null) {
            query.bind("tenant", tenantId);
        }
        return query;
    }

    /** An insert, update, delete or definition with {@code :tenant} bound. */
    public Update update(String sql) {
        TenantRule.check(sql, tenantId);
        send();
        Update update = handle.createUpdate(sql);
        if (tenantId != null) {
            update.bind("tenant", tenantId);
        }
        return update;
    }

    /**
     * Writes later, together with what else is written so, in one round trip: before the next statement of this transaction
     * or with its commit. What the database refuses comes then.
     *
     * @param params text, Instant, Number, Boolean, byte[] or a collection of texts by name; null allowed. The first three
     *     have the type of the column they go to; elsewhere the statement casts them
     */
    public void write(String sql, Map<String, ? extends @Nullable Object> params) {
        write(sql, params, false);
    }

    /** The same of a statement that must write exactly one row; the transaction fails where it does not. */
    public void writeOne(String sql, Map<String, ? extends @Nullable Object> params) {
        write(sql, params, true);
    }

    private void write(String sql, Map<String, ? extends @Nullable Object> params, boolean exactlyOne) {
        TenantRule.check(sql, tenantId);
        Map<String, @Nullable Object> all = new HashMap<>(params);
        all.put("tenant", tenantId);
        pending.add(sql, all, exactlyOne);
    }

    /** Sends what was only to be written. */
    void send() {
        pending.send(handle.getConnection());
    }

    /** Runs definitions made of our own identifiers, with nothing to bind; no colon or backslash in them is special. */
    public void define(String ddl) {
        send();
        try (Statement statement = handle.getConnection().createStatement()) {
            statement.execute(ddl);
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    /**
     * Runs a part that may fail without spoiling the transaction: what a failed part wrote is undone, and its failure
     * is thrown.
     */
    public <T> T attempt(Supplier<T> part) {
        send();
        try {
            Savepoint before = handle.getConnection().setSavepoint();
            try {
                T result = part.get();
                send();
                handle.getConnection().releaseSavepoint(before);
                return result;
            } catch (RuntimeException e) {
                pending.forget();
                handle.getConnection().rollback(before);
                throw e;
            }
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    /** Appends facts to the event log; they become visible with this transaction. */
    public void record(Event... events) {
        record(List.of(events));
    }

    public void record(List<Event> events) {
        for (Event event : events) {
            pending.add(EventSql.INSERT, EventSql.params(event), false);
        }
        if (!events.isEmpty()) {
            wroteEvents();
        }
    }

    /** Says that a statement of the caller's own wrote events, so that readers are woken after the commit. */
    public void wroteEvents() {
        if (root == null) {
            recorded = true;
        } else {
            root.wroteEvents();
        }
    }

    /** Puts work on the queue; it exists only if this transaction commits. */
    public void enqueue(WorkItem item, Instant due) {
        send();
        WorkSql.insert(handle, item, due);
    }

    /** Runs once after a successful commit, outside the transaction. */
    public void afterCommit(Runnable action) {
        (root == null ? afterCommit : root.afterCommit).add(action);
    }

    /** Runs once when the transaction has ended, with whether it was committed. */
    void whenEnded(Consumer<Boolean> action) {
        (root == null ? whenEnded : root.whenEnded).add(action);
    }

    void ended(boolean committed) {
        whenEnded.forEach(action -> action.accept(committed));
    }

    /** The tenant, or null in a system transaction. */
    public @Nullable String tenantId() {
        return tenantId;
    }

    /** For the few statements whose speed needs plain JDBC. */
    public Connection connection() {
        send();
        return handle.getConnection();
    }

    boolean recorded() {
        return recorded;
    }

    void runAfterCommit() {
        afterCommit.forEach(Runnable::run);
    }
}
