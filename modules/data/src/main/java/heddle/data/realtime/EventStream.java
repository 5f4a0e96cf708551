package heddle.data.realtime;

import heddle.kernel.access.Caller;
import heddle.kernel.http.Reply;
import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream of server-sent events, written by its request's own thread. One that falls behind its queue is ended: the
 * client comes back with the number it saw last and is told the rest.
 */
final class EventStream implements Reader, Reply.Body {
    static final String TYPE = "text/event-stream";
    private static final int MAX_FRAMES = 1_000;
    private static final int MAX_BYTES = 1 << 20;
    private static final int RETRY_MILLIS = 3_000;
    private static final Duration QUIET = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final RealtimeContext context;
    private final Topic.OfStream topic;
    private final @Nullable Long since;
    private final Instant until;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean ended;
    private volatile Credential credential;
    private volatile Viewer viewer;

    /**
     * @param since the number seen last, or null to begin with what happens now
     */
    EventStream(RealtimeContext context, Credential credential, Topic.OfStream topic, @Nullable Long since) {
        this.context = context;
        this.credential = credential;
        this.viewer = new Viewer(credential.caller());
        this.topic = topic;
        this.since = since;
        this.until = context.kernel().time().instant().plus(LONGEST);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        Room room = context.rooms().enter(this);
        Interest interest = new Interest(this, topic, null, java.util.Set.of(), true);
        try {
            Room.Place place = room.join(interest);
            long from = since == null ? place.seq() : since;
            write(out, ascii("retry: " + RETRY_MILLIS + "\nid: " + from + "\n\n"));
            if (since == null) {
                room.release(interest, frame -> pass(out, frame));
            } else {
                room.catchUp(interest, since, place, frame -> pass(out, frame));
            }
            follow(out);
        } catch (UncheckedIOException | IOException gone) {
            // The client went away; it resumes where it likes.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.leave(interest);
            context.rooms().leave(this);
        }
    }

    private void follow(OutputStream out) throws IOException, InterruptedException {
        while (true) {
            byte[] next = next();
            if (next == null) {
                return;
            }
            write(out, next);
        }
    }

    /** What is to be written next, a sign of life when nothing is; null at the end. */
    private byte @Nullable [] next() throws InterruptedException {
        lock.lock();
        try {
            long left = QUIET.toNanos();
            while (queue.isEmpty() && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            byte[] next = queue.poll();
            if (next != null) {
                queuedBytes -= next.length;
                return next;
            }
            return ended ? null : ascii(": ping\n\n");
        } finally {
            lock.unlock();
        }
    }

    private static void pass(OutputStream out, Frame frame) {
        try {
            write(out, text(frame));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(OutputStream out, byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    @Override
    public Viewer viewer() {
        return viewer;
    }

    @Override
    public Credential credential() {
        return credential;
    }

    @Override
    public void renewed(Caller caller) {
        credential = new Credential(credential.token(), caller);
        viewer = new Viewer(caller);
    }

    @Override
    public void take(Frame frame) {
        enqueue(text(frame));
    }

    @Override
    public void gap(Interest interest, long from, long to) {
        enqueue(ascii("id: " + to + "\nevent: gap\ndata: " + Frame.gap("", from, to) + "\n\n"));
    }

    private void enqueue(byte[] bytes) {
        lock.lock();
        try {
            if (ended) {
                return;
            }
            if (queue.size() >= MAX_FRAMES || (queuedBytes + bytes.length > MAX_BYTES && !queue.isEmpty())) {
                queue.clear();
                ended = true;
            } else {
                queue.add(bytes);
                queuedBytes += bytes.length;
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void tick() {
        if (!context.kernel().time().instant().isBefore(until)) {
            end();
        }
    }

    @Override
    public void dismiss(int code, String reason) {
        end();
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A line end in JSON is only white space, but here it would end the data. */
    private static byte[] text(Frame frame) {
        String json = frame.json().indexOf('\n') < 0 && frame.json().indexOf('\r') < 0
                ? frame.json()
                : Json.trusted(frame.json()).toString();
        return ("id: " + frame.seq() + "\nevent: " + frame.event() + "\ndata: " + json + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
