package heddle.kernel.time;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The running clock, moved by an offset. Truncated to milliseconds: what is stored is what was said. */
public final class ShiftedTime implements InstantSource {
    private final AtomicLong offsetMillis = new AtomicLong();

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public long millis() {
        return InstantSource.system().millis() + offsetMillis.get();
    }

    /** Moves the clock; a negative amount moves it back. */
    public void advance(Duration amount) {
        offsetMillis.addAndGet(amount.toMillis());
    }

    /** Makes it now {@code wanted}. */
    public void set(Instant wanted) {
        offsetMillis.set(wanted.toEpochMilli() - InstantSource.system().millis());
    }
}
