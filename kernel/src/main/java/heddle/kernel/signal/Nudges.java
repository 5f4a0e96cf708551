package heddle.kernel.signal;

import heddle.kernel.db.Db;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every node which of many things have changed, often: names are gathered and sent together every 20 ms, after the
 * commits and outside every transaction. The own node hears at once. A name may be lost with a connection; everybody is
 * then told that anything may have changed.
 */
public final class Nudges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Nudges.class);
    private static final int GATHER_MILLIS = 20;
    /** A payload of PostgreSQL has fewer than 8,000 bytes. */
    private static final int MAX_PAYLOAD = 7_000;

    private final Db db;
    private final String channel;
    private final Consumer<String> hear;
    private final String node = Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final Set<String> untold = ConcurrentHashMap.newKeySet();
    private final Semaphore tellings = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param channel of the signals by which nodes tell one another
     * @param hear told each name that changed; must be quick
     * @param reset told when any may have changed
     */
    public Nudges(Db db, Signals signals, String channel, Consumer<String> hear, Runnable reset) {
        this.db = db;
        this.channel = channel;
        this.hear = hear;
        this.thread = Thread.ofPlatform().name("nudges").daemon().unstarted(this::tell);
        signals.on(channel, this::received, reset);
    }

    public void start() {
        thread.start();
    }

    /** Call after the commit. Names hold no space. */
    public void changed(String name) {
        hear.accept(name);
        if (untold.add(name) && tellings.availablePermits() == 0) {
            tellings.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void received(String payload) {
        String[] parts = payload.split(" ", -1);
        if (!parts[0].equals(node)) {
            for (int i = 1; i < parts.length; i++) {
                hear.accept(parts[i]);
            }
        }
    }

    private void tell() {
        while (!closed) {
            try {
                tellings.acquire();
                tellings.drainPermits();
                send();
                TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void send() {
        List<String> names = new ArrayList<>(untold);
        names.forEach(untold::remove);
        StringBuilder payload = new StringBuilder(node);
        for (String name : names) {
            if (payload.length() + name.length() >= MAX_PAYLOAD) {
                send(payload.toString());
                payload = new StringBuilder(node);
            }
            payload.append(' ').append(name);
        }
        send(payload.toString());
    }

    private void send(String payload) {
        try {
            db.systemTx("names that changed are told apart from what they are of", tx -> {
                Signals.send(tx, channel, payload);
                return true;
            });
        } catch (RuntimeException e) {
            LOG.warn("Other nodes will find by themselves what changed: {}", e.toString());
        }
    }
}
