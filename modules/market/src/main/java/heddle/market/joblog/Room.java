package heddle.market.joblog;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job and its followers on this node. New lines are read once for all of them and kept for a while; a follower takes
 * them at its own pace, and one that is too far behind for what is kept reads them from the database itself.
 */
final class Room {
    private static final Logger LOG = LoggerFactory.getLogger(Room.class);
    private static final int PAGE = 500;
    private static final int KEPT_LINES = 256;
    private static final int KEPT_CHARS = 512 * 1024;

    private final Db db;
    private final String jobId;
    private final LineStore store = new LineStore();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<StoredLine> kept = new ArrayDeque<>();
    private int keptChars;
    /** Everything after this place and up to {@code end} is kept. */
    private Position before;

    private Position end;
    private boolean reading;
    private boolean again;
    private int followers;

    Room(Db db, String jobId, Position end) {
        this.db = db;
        this.jobId = jobId;
        this.before = end;
        this.end = end;
    }

    void enter() {
        lock.lock();
        try {
            followers++;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether nobody is left. */
    boolean leave() {
        lock.lock();
        try {
            return --followers == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Lines may have been added: somebody reads them soon. Does not wait. */
    void wake() {
        lock.lock();
        try {
            if (reading) {
                again = true;
                return;
            }
            reading = true;
        } finally {
            lock.unlock();
        }
        Thread.startVirtualThread(this::readAll);
    }

    /** Lets everybody look up, e.g. because somebody has to go. */
    void stir() {
        lock.lock();
        try {
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lines after a place: waits until there are some or the time is over. Null when they have to be read from the
     * database.
     */
    @Nullable
    List<StoredLine> after(Position place, Duration patience, Leaving leaving) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!end.isAfter(place) && left > 0 && !leaving.now()) {
                left = arrived.awaitNanos(left);
            }
            if (before.isAfter(place)) {
                return null;
            }
            return kept.stream().filter(line -> line.at().isAfter(place)).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Asked by somebody who waits whether it should wait on. */
    @FunctionalInterface
    interface Leaving {
        boolean now();
    }

    List<StoredLine> page(Position place) {
        return db.tx(Caller.system(Realm.PLATFORM, "job log"), tx -> store.after(tx, jobId, place, PAGE));
    }

    private void readAll() {
        try {
            boolean more = true;
            while (more) {
                List<StoredLine> lines = page(end());
                more = took(lines) || lines.size() == PAGE;
            }
        } catch (RuntimeException away) {
            LOG.warn("New lines of {} could not be read; the next look finds them: {}", jobId, away.toString());
            stopReading();
        }
    }

    private Position end() {
        lock.lock();
        try {
            again = false;
            return end;
        } finally {
            lock.unlock();
        }
    }

    private void stopReading() {
        lock.lock();
        try {
            reading = false;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether to read again. */
    private boolean took(List<StoredLine> lines) {
        lock.lock();
        try {
            for (StoredLine line : lines) {
                kept.add(line);
                keptChars += line.data().length();
                end = line.at();
            }
            while (kept.size() > KEPT_LINES || keptChars > KEPT_CHARS) {
                StoredLine gone = kept.remove();
                keptChars -= gone.data().length();
                before = gone.at();
            }
            if (!lines.isEmpty()) {
                arrived.signalAll();
            }
            reading = again || lines.size() == PAGE;
            return reading;
        } finally {
            lock.unlock();
        }
    }
}
