package heddle.data.realtime;

import heddle.data.catalog.Catalog;
import heddle.data.catalog.Catalogs;
import heddle.kernel.Kernel;
import heddle.kernel.event.EventLog;
import heddle.kernel.event.EventTail;
import heddle.kernel.event.LogCursor;
import heddle.kernel.event.RecordedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readers of one tenant on this node. Events come in batches and are told by a virtual thread of the room's own, so
 * that one tenant's policies do not hold up another's events.
 */
final class Room implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final int MAX_WAITING = 20_000;
    private static final Duration REPLAYED = Duration.ofHours(24);
    private static final int MAX_REPLAYED = 10_000;

    /** Live events begin after this place; {@code seq} is what a reader that hears nothing more should resume from. */
    record Place(LogCursor cursor, long seq) {}

    private record Batch(List<RecordedEvent> events, LogCursor end) {}

    private final String tenantId;
    private final Kernel kernel;
    private final Catalogs catalogs;
    private final EventTail.Subscription subscription;
    private final Gatherings gatherings = new Gatherings();
    private final ReentrantLock telling = new ReentrantLock();
    private final Map<String, Set<Interest>> interests = new HashMap<>();
    private Place place;

    private final ReentrantLock arriving = new ReentrantLock();
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private int waitingEvents;
    private boolean working;
    private boolean lost;

    Room(String tenantId, Kernel kernel, Catalogs catalogs) {
        this.tenantId = tenantId;
        this.kernel = kernel;
        this.catalogs = catalogs;
        telling.lock();
        try {
            this.subscription = kernel.tail().subscribe(tenantId, this::arrive);
            LogCursor start = subscription.start();
            this.place = new Place(start, kernel.log().lastSeq(tenantId, start));
        } finally {
            telling.unlock();
        }
    }

    Gatherings gatherings() {
        return gatherings;
    }

    /** Adds an interest; it is told, or keeps, everything after the place that is returned. */
    Place join(Interest interest) {
        telling.lock();
        try {
            interests
                    .computeIfAbsent(interest.topic().key(), k -> new LinkedHashSet<>())
                    .add(interest);
            return place;
        } finally {
            telling.unlock();
        }
    }

    void leave(Interest interest) {
        telling.lock();
        try {
            Set<Interest> all = interests.get(interest.topic().key());
            if (all != null && all.remove(interest) && all.isEmpty()) {
                interests.remove(interest.topic().key());
            }
        } finally {
            telling.unlock();
        }
    }

    /**
     * Tells an interest what it missed since a number, and then what was kept for it meanwhile.
     *
     * @param out may wait for its reader
     */
    void catchUp(Interest interest, long since, Place until, Consumer<Frame> out) {
        Instant now = kernel.time().instant();
        EventLog.Replay replay = kernel.log().since(tenantId, since, until.cursor(), now.minus(REPLAYED), MAX_REPLAYED);
        if (replay == null) {
            interest.reader().gap(interest, since, until.seq());
        } else {
            replay.forEach(event -> show(interest, event, out));
        }
        release(interest, out);
    }

    /** Tells an interest what was kept for it; from then on it is told as things happen. */
    void release(Interest interest, Consumer<Frame> out) {
        interest.release(event -> show(interest, event, out));
    }

    private void show(Interest interest, RecordedEvent event, Consumer<Frame> out) {
        if (Topic.keys(event).contains(interest.topic().key())) {
            Frame frame = new Showing(
                            kernel.db(),
                            event,
                            catalogs.of(tenantId),
                            kernel.time().instant())
                    .to(interest);
            if (frame != null) {
                out.accept(frame);
            }
        }
    }

    /** The number of interests in each channel. */
    void count(Map<String, Integer> channels) {
        telling.lock();
        try {
            interests
                    .values()
                    .forEach(all -> all.stream()
                            .filter(i -> !i.topic().name().isEmpty())
                            .forEach(i -> channels.merge(i.topic().name(), 1, Integer::sum)));
        } finally {
            telling.unlock();
        }
        gatherings.count(channels);
    }

    @Override
    public void close() {
        subscription.close();
    }

    private void arrive(List<RecordedEvent> events, LogCursor end) {
        arriving.lock();
        try {
            if (waitingEvents + events.size() > MAX_WAITING) {
                waiting.clear();
                waitingEvents = 0;
                lost = true;
            }
            waiting.add(new Batch(events, end));
            waitingEvents += events.size();
            if (!working) {
                working = true;
                Thread.startVirtualThread(this::work);
            }
        } finally {
            arriving.unlock();
        }
    }

    private void work() {
        while (true) {
            Batch batch;
            boolean afterLoss;
            arriving.lock();
            try {
                batch = waiting.poll();
                if (batch == null) {
                    working = false;
                    return;
                }
                waitingEvents -= batch.events().size();
                afterLoss = lost;
                lost = false;
            } finally {
                arriving.unlock();
            }
            tell(batch, afterLoss);
        }
    }

    private void tell(Batch batch, boolean afterLoss) {
        telling.lock();
        try {
            if (afterLoss) {
                gapForAll(batch.events().getFirst().seq() - 1);
            }
            Catalog catalog = catalogs.of(tenantId);
            Instant now = kernel.time().instant();
            for (RecordedEvent event : batch.events()) {
                tell(event, new Showing(kernel.db(), event, catalog, now));
            }
        } catch (RuntimeException e) {
            LOG.warn("Events of {} could not be told: {}", tenantId, e.toString());
            gapForAll(batch.events().getLast().seq());
        } finally {
            place = new Place(
                    batch.end(), Math.max(place.seq(), batch.events().getLast().seq()));
            telling.unlock();
        }
    }

    private void tell(RecordedEvent event, Showing showing) {
        for (String key : Topic.keys(event)) {
            for (Interest interest : interests.getOrDefault(key, Set.of())) {
                if (interest.hold(event)) {
                    continue;
                }
                Frame frame = showing.to(interest);
                if (frame != null) {
                    interest.reader().take(frame);
                }
            }
        }
    }

    private void gapForAll(long to) {
        interests.values().forEach(all -> all.forEach(i -> i.reader().gap(i, place.seq(), to)));
    }
}
