package heddle.market.match;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Agents that wait for a job. A new one wakes a single agent: of those that it fits nearly as well as the best, the one
 * that has waited longest.
 */
public final class Waiters {
    private static final double NEARLY = 0.8;

    private final Openings openings;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicLong arrivals = new AtomicLong();

    public Waiters(Openings openings) {
        this.openings = openings;
    }

    /** One that waits, until it is closed. */
    public final class Waiter implements AutoCloseable {
        private final Seeker seeker;
        private final long arrival = arrivals.incrementAndGet();
        private final Semaphore news = new Semaphore(0);

        private Waiter(Seeker seeker) {
            this.seeker = seeker;
        }

        /** Whether something may be there; false when the time is over or the server stops. */
        public boolean await(Duration most) {
            try {
                return news.tryAcquire(most.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public void close() {
            waiting.remove(this);
        }
    }

    public Waiter join(Seeker seeker) {
        Waiter waiter = new Waiter(seeker);
        waiting.add(waiter);
        return waiter;
    }

    /** Tells the one agent whose turn it is. */
    public void tell(Opening opening, Instant now) {
        if (waiting.isEmpty()) {
            return;
        }
        record Fit(Waiter waiter, double score) {}
        List<Fit> fits = waiting.stream()
                .filter(w -> Eligibility.holds(opening, w.seeker))
                .map(w -> new Fit(w, openings.score(opening, w.seeker, now).value()))
                .toList();
        double best = fits.stream().mapToDouble(Fit::score).max().orElse(0);
        fits.stream()
                .filter(f -> f.score() >= NEARLY * best)
                .min(Comparator.comparingLong(f -> f.waiter().arrival))
                .ifPresent(f -> f.waiter().news.release());
    }
}
