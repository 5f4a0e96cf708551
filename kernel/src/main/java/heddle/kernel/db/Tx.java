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
import java.util.List;
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
    private final List<Runnable> afterCommit = new ArrayList<>(2);
    private final List<Consumer<Boolean>> whenEnded = new ArrayList<>(1);
    private boolean recorded;

    Tx(Handle handle, @Nullable String tenantId) {
        this(handle, tenantId, null);
    }

    private Tx(Handle handle, @Nullable String tenantId, @Nullable Tx root) {
        this.handle = handle;
        this.tenantId = tenantId;
        this.root = root;
    }

    /** This same transaction, bound to a tenant that it has just made or looks after. */
    public Tx boundTo(String tenant) {
        return new Tx(handle, tenant, root == null ? this : root);
    }

    /** A query with {@code :tenant} bound. */
    public Query query(String sql) {
        TenantRule.check(sql, tenantId);
        Query query = handle.createQuery(sql);
        if (tenantId != null) {
            query.bind("tenant", tenantId);
        }
        return query;
    }

    /** An insert, update, delete or definition with {@code :tenant} bound. */
    public Update update(String sql) {
        TenantRule.check(sql, tenantId);
        Update update = handle.createUpdate(sql);
        if (tenantId != null) {
            update.bind("tenant", tenantId);
        }
        return update;
    }

    /** Runs definitions made of our own identifiers, with nothing to bind; no colon or backslash in them is special. */
    public void define(String ddl) {
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
        try {
            Savepoint before = handle.getConnection().setSavepoint();
            try {
                T result = part.get();
                handle.getConnection().releaseSavepoint(before);
                return result;
            } catch (RuntimeException e) {
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
        if (!events.isEmpty()) {
            EventSql.insert(handle, events);
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
        return handle.getConnection();
    }

    boolean recorded() {
        return recorded;
    }

    void runAfterCommit() {
        afterCommit.forEach(Runnable::run);
    }
}
