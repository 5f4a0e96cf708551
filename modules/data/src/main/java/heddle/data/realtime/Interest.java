package heddle.data.realtime;

import heddle.data.filter.Condition;
import heddle.kernel.event.RecordedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A reader's interest in a topic. While it catches up with what it missed, live events wait in it, so that it hears
 * everything once and in order.
 */
final class Interest {
    private static final int MAX_HELD = 10_000;

    private final Reader reader;
    private final Topic topic;
    private final @Nullable Condition filter;
    private final Set<String> events;
    private @Nullable List<RecordedEvent> held;
    private long lostFrom;
    private long lostTo;

    /**
     * @param events the part after the dot of the events wanted; empty for all
     * @param catchingUp whether live events wait until {@link #release}
     */
    Interest(Reader reader, Topic topic, @Nullable Condition filter, Set<String> events, boolean catchingUp) {
        this.reader = reader;
        this.topic = topic;
        this.filter = filter;
        this.events = Set.copyOf(events);
        this.held = catchingUp ? new ArrayList<>() : null;
    }

    Reader reader() {
        return reader;
    }

    Topic topic() {
        return topic;
    }

    @Nullable
    Condition filter() {
        return filter;
    }

    /** Whether an event with this name would be told; {@code object.removed} comes of an update. */
    boolean wants(String event) {
        return events.isEmpty() || events.contains(event.substring(event.indexOf('.') + 1));
    }

    /** Whether an event concerns it at all. */
    boolean about(RecordedEvent event) {
        if (topic instanceof Topic.OfStream stream) {
            return stream.wants(event);
        }
        boolean removable = event.type().equals("object.updated") && wants("object.removed");
        return wants(event.type()) || removable;
    }

    /** Keeps a live event for later; false when it can be told now. */
    synchronized boolean hold(RecordedEvent event) {
        if (held == null) {
            return false;
        }
        if (held.size() < MAX_HELD) {
            held.add(event);
        } else {
            lostFrom = lostFrom == 0 ? held.getLast().seq() : lostFrom;
            lostTo = event.seq();
        }
        return true;
    }

    /** Tells what was kept until nothing is left; from then on events are told as they come. */
    void release(Consumer<RecordedEvent> out) {
        while (true) {
            List<RecordedEvent> waiting;
            synchronized (this) {
                if (held == null || held.isEmpty()) {
                    held = null;
                    break;
                }
                waiting = held;
                held = new ArrayList<>();
            }
            waiting.forEach(out);
        }
        if (lostTo > 0) {
            reader.gap(this, lostFrom, lostTo);
        }
    }
}
