package heddle.kernel.signal;

import heddle.kernel.db.Tx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code LISTEN/NOTIFY} over one connection of this node's own. Meant for rare messages (a schema, key or policy
 * changed): a {@code NOTIFY} holds a global lock at commit, so nothing on a hot path sends one in its transaction.
 *
 * <p>A message may be lost while the connection is away; every listener is then told to forget what it holds.
 */
public final class Signals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int WAIT_MILLIS = 1_000;

    /** Opens a connection outside the pool. */
    @FunctionalInterface
    public interface Opener {
        Connection open() throws SQLException;
    }

    private record Listener(Consumer<String> message, Runnable reset) {}

    private final Opener opener;
    private final Map<String, List<Listener>> listeners = new ConcurrentHashMap<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("signals").daemon().unstarted(this::run);
    private volatile boolean closed;

    public Signals(Opener opener) {
        this.opener = opener;
    }

    /**
     * Registers interest before {@link #start}.
     *
     * @param message told the payload of each message, this node's own included
     * @param reset told when messages may have been lost
     */
    public void on(String channel, Consumer<String> message, Runnable reset) {
        listeners.computeIfAbsent(channel, c -> new CopyOnWriteArrayList<>()).add(new Listener(message, reset));
    }

    /** Sends to every node when the transaction commits; nothing is sent if it does not. */
    public static void send(Tx tx, String channel, String payload) {
        tx.query("select pg_notify(:channel, :payload) /* of :tenant */")
                .bind("channel", channel)
                .bind("payload", payload)
                .mapTo(String.class)
                .list();
    }

    /** Starts listening and waits until it does. */
    public void start() {
        thread.start();
        try {
            if (!ready.await(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Cannot listen for signals of other nodes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        boolean first = true;
        while (!closed) {
            try (Connection connection = opener.open()) {
                listen(connection);
                if (!first) {
                    listeners.values().forEach(all -> all.forEach(l -> l.reset().run()));
                }
                first = false;
                ready.countDown();
                receive(connection);
            } catch (SQLException e) {
                if (!closed) {
                    LOG.warn("Signals of other nodes are away, trying again: {}", e.getMessage());
                    pause();
                }
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String channel : listeners.keySet()) {
                statement.execute("listen " + channel);
            }
        }
    }

    private void receive(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
            PGNotification @Nullable [] arrived = postgres.getNotifications(WAIT_MILLIS);
            if (arrived != null) {
                for (PGNotification notification : arrived) {
                    listeners
                            .getOrDefault(notification.getName(), List.of())
                            .forEach(l -> l.message().accept(notification.getParameter()));
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
