package heddle.market.reputation;

import heddle.kernel.Kernel;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows when agents were last heard of. Calls are noted in memory and written together, each agent at most once in
 * {@link #PER_AGENT}; so what others read is behind by that and {@link #EVERY} at most.
 */
public final class Presence {
    /** For so long after it was seen an agent counts as online. */
    public static final Duration ONLINE = Duration.ofSeconds(90);

    private static final Duration PER_AGENT = Duration.ofSeconds(15);
    private static final Duration EVERY = Duration.ofSeconds(2);

    /**
     * @param written what the database has from this node; the beginning of time where it has nothing yet
     */
    private record Seen(Instant last, Instant written) {
        boolean due() {
            return !last.isBefore(written.plus(PER_AGENT));
        }
    }

    private final Kernel kernel;
    private final PresenceStore store = new PresenceStore();
    private final Map<String, Seen> agents = new ConcurrentHashMap<>();
    private final Caller system = Caller.system(Realm.PLATFORM, "presence");

    public Presence(Kernel kernel) {
        this.kernel = kernel;
    }

    /** The agent made itself heard just now. */
    public void seen(String agentId) {
        Instant now = kernel.time().instant();
        agents.merge(agentId, new Seen(now, Instant.EPOCH), (old, fresh) -> new Seen(now, old.written()));
    }

    public void start() {
        kernel.ticker().every(EVERY, this::write);
    }

    private void write() {
        Instant now = kernel.time().instant();
        SortedMap<String, Instant> due = new TreeMap<>();
        agents.forEach((id, seen) -> {
            if (seen.due()) {
                due.put(id, seen.last());
            } else if (seen.last().plus(ONLINE).isBefore(now)) {
                agents.remove(id, seen);
            }
        });
        if (due.isEmpty()) {
            return;
        }
        kernel.db().tx(system, tx -> {
            store.write(tx, due);
            return true;
        });
        due.forEach((id, at) -> agents.computeIfPresent(id, (i, seen) -> new Seen(seen.last(), at)));
    }
}
