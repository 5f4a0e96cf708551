package heddle.kernel.event;

import heddle.kernel.db.DbFailure;
import heddle.kernel.db.NamedSql;
import heddle.kernel.signal.Signals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the event log as it grows and hands each tenant's facts to whoever listens on this node. It rests while nobody
 * does.
 *
 * <p>It reads transactions in the order of their numbers and stays below the oldest that still runs: by {@code seq} alone
 * it would pass by the facts of a transaction that commits later than a younger one. It is woken by a commit of this node,
 * by a message of another, and looks by itself once a second.
 */
public final class EventTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventTail.class);
    private static final int BATCH = 1_000;
    private static final int LOOK_MILLIS = 1_000;
    /** Wakes that come while it reads and this long after are one, so that a busy log is read in batches. */
    private static final int GATHER_MILLIS = 4;

    private static final int LONGEST_WAIT_MILLIS = 64;
    private static final int NOTIFY_MILLIS = 20;
    private static final int FAILED_MILLIS = 500;

    private static final String BOUND = """
            b as materialized (
                select x, exists (select from kernel.events where xid >= x) as waiting
                from (select pg_snapshot_xmin(pg_current_snapshot()) as x) s
            )
            """;
    /**
     * Planned once: the plan does not depend on where the reader stands, and making it takes ten times as long as reading.
     */
    private static final String NEXT =
            "set plan_cache_mode = force_generic_plan;\nwith " + BOUND + """
            select b.x::text as bound, b.waiting, e.*
            from b left join lateral (
                select %s from kernel.events e
                where (e.xid, e.seq) > (cast(:xid as xid8), :seq) and e.xid < b.x and e.tenant_id = any(:tenants)
                order by e.xid, e.seq
                limit :limit
            ) e on true;
            reset plan_cache_mode
            """.formatted(EventRows.COLUMNS);

    private static final String NOW = "select pg_snapshot_xmin(pg_current_snapshot())::text";
    private static final String NOTIFY = "select pg_notify(:channel, :payload)";

    /** Told a tenant's facts in the order in which they were written; must be quick. */
    @FunctionalInterface
    public interface Listener {
        /**
         * @param end everything of the tenant up to here has been told
         */
        void accept(List<RecordedEvent> events, LogCursor end);
    }

    /** Ends with {@link #close}. Everything after {@link #start} is told; nothing up to it is. */
    public final class Subscription implements AutoCloseable {
        private final String tenantId;
        private final Listener listener;
        private final LogCursor start;

        private Subscription(String tenantId, Listener listener, LogCursor start) {
            this.tenantId = tenantId;
            this.listener = listener;
            this.start = start;
        }

        public LogCursor start() {
            return start;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                List<Subscription> others = listening.getOrDefault(tenantId, List.of()).stream()
                        .filter(s -> s != this)
                        .toList();
                if (others.isEmpty()) {
                    listening.remove(tenantId);
                } else {
                    listening.put(tenantId, others);
                }
                busy = !listening.isEmpty();
            } finally {
                lock.unlock();
            }
        }
    }

    private final DataSource pool;
    private final String channel;
    private final String node = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, List<Subscription>> listening = new HashMap<>();
    private LogCursor cursor = new LogCursor(0, 0);
    private final Semaphore wakes = new Semaphore(0);
    private final AtomicBoolean untold = new AtomicBoolean();
    private final Semaphore tellings = new Semaphore(0);
    private final List<Thread> threads = List.of(
            Thread.ofPlatform().name("event-tail").daemon().unstarted(this::follow),
            Thread.ofPlatform().name("event-notify").daemon().unstarted(this::tell));
    private volatile boolean busy;
    private volatile boolean closed;

    /**
     * @param channel of the signals by which nodes tell one another that facts were committed
     */
    public EventTail(DataSource pool, Signals signals, String channel) {
        this.pool = pool;
        this.channel = channel;
        signals.on(channel, from -> wakeUnless(from.equals(node)), this::wake);
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    /** Call after a commit that wrote facts. Costs next to nothing. */
    public void committed() {
        wakeUnless(!busy);
        if (untold.compareAndSet(false, true)) {
            tellings.release();
        }
    }

    /**
     * Listens to a tenant. No fact that is committed after this returns is missed.
     */
    public Subscription subscribe(String tenantId, Listener listener) {
        lock.lock();
        try {
            if (listening.isEmpty()) {
                cursor = new LogCursor(oldestRunning(), 0);
            }
            Subscription subscription = new Subscription(tenantId, listener, cursor);
            List<Subscription> all = new ArrayList<>(listening.getOrDefault(tenantId, List.of()));
            all.add(subscription);
            listening.put(tenantId, List.copyOf(all));
            busy = true;
            return subscription;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
    }

    private void wakeUnless(boolean needless) {
        if (!needless) {
            wake();
        }
    }

    private void wake() {
        if (wakes.availablePermits() == 0) {
            wakes.release();
        }
    }

    private void follow() {
        int wait = LOOK_MILLIS;
        while (!closed) {
            try {
                var _ = wakes.tryAcquire(wait, TimeUnit.MILLISECONDS);
                wakes.drainPermits();
                boolean waiting = busy && readAll();
                wait = waiting
                        ? Math.min(wait == LOOK_MILLIS ? GATHER_MILLIS : wait * 2, LONGEST_WAIT_MILLIS)
                        : LOOK_MILLIS;
                TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
            } catch (SQLException e) {
                LOG.warn("The event log cannot be read, trying again: {}", e.getMessage());
                wait = FAILED_MILLIS;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Reads to the end; returns whether something is committed that an older transaction still holds back. */
    private boolean readAll() throws SQLException {
        while (true) {
            lock.lock();
            try {
                if (listening.isEmpty()) {
                    return false;
                }
                Batch batch = read();
                dispatch(batch);
                cursor = batch.end();
                if (!batch.full()) {
                    return batch.waiting();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private record Batch(List<RecordedEvent> events, LogCursor end, boolean full, boolean waiting) {}

    private Batch read() throws SQLException {
        Map<String, Object> params = Map.of(
                "xid", Long.toUnsignedString(cursor.xid()),
                "seq", cursor.seq(),
                "tenants", listening.keySet().toArray(String[]::new),
                "limit", BATCH);
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = NamedSql.prepare(connection, NEXT, params);
                ResultSet row = secondResult(statement)) {
            List<RecordedEvent> events = new ArrayList<>();
            long bound = cursor.xid();
            boolean waiting = false;
            while (row.next()) {
                bound = Long.parseUnsignedLong(row.getString("bound"));
                waiting = row.getBoolean("waiting");
                if (row.getString("id") != null) {
                    events.add(EventRows.read(row));
                }
            }
            boolean full = events.size() == BATCH;
            LogCursor end = full
                    ? new LogCursor(events.getLast().xid(), events.getLast().seq())
                    : new LogCursor(bound, 0);
            return new Batch(events, end, full, waiting);
        }
    }

    private static ResultSet secondResult(PreparedStatement statement) throws SQLException {
        statement.execute();
        statement.getMoreResults();
        return statement.getResultSet();
    }

    private void dispatch(Batch batch) {
        Map<String, List<RecordedEvent>> byTenant = new HashMap<>();
        for (RecordedEvent event : batch.events()) {
            byTenant.computeIfAbsent(event.tenantId(), t -> new ArrayList<>()).add(event);
        }
        byTenant.forEach((tenant, events) -> {
            events.sort(Comparator.comparingLong(RecordedEvent::seq));
            List<RecordedEvent> told = List.copyOf(events);
            listening.getOrDefault(tenant, List.of()).forEach(s -> s.listener.accept(told, batch.end()));
        });
    }

    private long oldestRunning() {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(NOW);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Long.parseUnsignedLong(row.getString(1));
        } catch (SQLException e) {
            throw new DbFailure(e);
        }
    }

    /** Tells the other nodes, outside every transaction and not more often than they need to know. */
    private void tell() {
        while (!closed) {
            try {
                tellings.acquire();
                untold.set(false);
                try (Connection connection = pool.getConnection();
                        PreparedStatement statement =
                                NamedSql.prepare(connection, NOTIFY, Map.of("channel", channel, "payload", node))) {
                    statement.execute();
                } catch (SQLException e) {
                    LOG.debug("Other nodes will find the new events by themselves: {}", e.getMessage());
                }
                TimeUnit.MILLISECONDS.sleep(NOTIFY_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
