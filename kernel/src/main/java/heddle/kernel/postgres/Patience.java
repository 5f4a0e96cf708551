package heddle.kernel.postgres;

import java.time.Duration;

/** A wait with an end. */
final class Patience {
    private static final long PAUSE_MILLIS = 5;

    private final long deadline;

    Patience(Duration longest) {
        this.deadline = System.nanoTime() + longest.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - deadline >= 0;
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PostgresFault("Interrupted while waiting for PostgreSQL", e);
        }
    }
}
