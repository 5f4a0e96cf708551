package heddle.kernel.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import io.helidon.websocket.WsSession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Our side of an open WebSocket. What is sent waits in a queue of {@value #MAX_MESSAGES} messages or 1 MB at most and is
 * written by a virtual thread that lives only while there is something to write, so that neither a slow client holds up
 * its sender nor ten thousand quiet ones cost a thread each.
 */
public final class Socket {
    public static final int MAX_MESSAGES = 1_000;
    public static final int MAX_BYTES = 1 << 20;
    /** The client does not read as fast as we write. */
    public static final int SLOW_CONSUMER = 4009;

    private static final int WRITE_BYTES = 64 * 1024;
    private static final int NORMAL = 1000;
    private static final int FIN_TEXT = 0x81;
    private static final int FIN_PING = 0x89;
    private static final int FIN_PONG = 0x8a;
    private static final int SECONDS_TO_LEAVE = 8;
    private static final int SECONDS_TO_READ = 20;

    /** A message as it stands on the wire. Made once, it can be sent to any number of sockets. */
    public static final class Message {
        private final byte[] frame;

        private Message(byte[] frame) {
            this.frame = frame;
        }

        /** A text message of UTF-8 bytes. */
        public static Message of(byte[] text) {
            return new Message(frame(FIN_TEXT, text));
        }

        public static Message of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Closing(int code, String reason) {}

    private final DataWriter out;
    private final WsSession session;
    private final Runnable cut;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ReentrantLock writing = new ReentrantLock();
    private final CountDownLatch gone = new CountDownLatch(1);
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean draining;
    private boolean left;
    private @Nullable Closing closing;
    private volatile long heardNanos = System.nanoTime();

    /**
     * @param cut ends the connection without ceremony
     */
    Socket(DataWriter out, WsSession session, Runnable cut) {
        this.out = out;
        this.session = session;
        this.cut = cut;
    }

    /** Queues a message. A full queue closes the connection with {@link #SLOW_CONSUMER}. */
    public void send(Message message) {
        enqueue(message.frame);
    }

    /** Queues a message, waiting while the queue is full; for replays, which are longer than the queue. */
    public void sendPatiently(Message message) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(SECONDS_TO_READ);
            while (closing == null && full(message.frame) && left > 0) {
                left = room.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        enqueue(message.frame);
    }

    /** Asks the client for a sign of life. */
    public void ping() {
        enqueue(frame(FIN_PING, new byte[0]));
    }

    /** How long the client has said nothing at all. */
    public long silentNanos() {
        return System.nanoTime() - heardNanos;
    }

    public boolean open() {
        lock.lock();
        try {
            return closing == null;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is queued and then closes; a client that does not take it is cut off. */
    public void close(int code, String reason) {
        close(code, reason, false);
    }

    private void close(int code, String reason, boolean forget) {
        lock.lock();
        try {
            if (closing != null) {
                return;
            }
            closing = new Closing(code, reason);
            if (forget) {
                queue.clear();
                queuedBytes = 0;
            }
            room.signalAll();
            drainSoon();
        } finally {
            lock.unlock();
        }
        Thread.startVirtualThread(this::cutWhenLate);
    }

    void pong(byte[] payload) {
        enqueue(frame(FIN_PONG, payload));
    }

    void heard() {
        heardNanos = System.nanoTime();
    }

    /** The client closes: waits until nothing of ours is being written. */
    void leaving() {
        forget();
        Thread.startVirtualThread(this::cutWhenLate);
        try {
            writing.lockInterruptibly();
            writing.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void gone() {
        forget();
        gone.countDown();
    }

    private void enqueue(byte[] frame) {
        boolean overflow;
        lock.lock();
        try {
            if (closing != null) {
                return;
            }
            overflow = full(frame);
            if (!overflow) {
                queue.add(frame);
                queuedBytes += frame.length;
                drainSoon();
            }
        } finally {
            lock.unlock();
        }
        if (overflow) {
            close(SLOW_CONSUMER, "slow consumer", true);
        }
    }

    private boolean full(byte[] frame) {
        return queue.size() >= MAX_MESSAGES || (queuedBytes + frame.length > MAX_BYTES && !queue.isEmpty());
    }

    private void drainSoon() {
        if (!draining) {
            draining = true;
            Thread.startVirtualThread(this::drain);
        }
    }

    private void drain() {
        writing.lock();
        try {
            for (byte[] next = take(); next != null; next = take()) {
                out.writeNow(BufferData.create(next));
            }
            farewell();
        } catch (RuntimeException e) {
            // The connection broke while it was written to; its reader ends it.
            forget();
            cut.run();
        } finally {
            writing.unlock();
        }
    }

    /** As many frames as one write should hold; null when nothing is left. */
    private byte @Nullable [] take() {
        lock.lock();
        try {
            byte[] first = queue.poll();
            if (first == null) {
                draining = false;
                return null;
            }
            byte[] batch = queue.isEmpty() ? first : batch(first);
            queuedBytes -= batch.length;
            room.signalAll();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void farewell() {
        Closing due;
        lock.lock();
        try {
            due = left ? null : closing;
            left = closing != null;
        } finally {
            lock.unlock();
        }
        if (due != null) {
            session.close(due.code(), due.reason());
        }
    }

    /** Drops what is queued and takes no more. */
    private void forget() {
        lock.lock();
        try {
            closing = closing == null ? new Closing(NORMAL, "") : closing;
            left = true;
            queue.clear();
            queuedBytes = 0;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private byte[] batch(byte[] first) {
        ArrayDeque<byte[]> parts = new ArrayDeque<>();
        parts.add(first);
        int length = first.length;
        while (!queue.isEmpty() && length + queue.peek().length <= WRITE_BYTES) {
            byte[] next = queue.poll();
            parts.add(next);
            length += next.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, at, part.length);
            at += part.length;
        }
        return joined;
    }

    private void cutWhenLate() {
        try {
            if (!gone.await(SECONDS_TO_LEAVE, TimeUnit.SECONDS)) {
                cut.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] frame(int head, byte[] payload) {
        int length = payload.length;
        int extra = length < 126 ? 0 : length < 1 << 16 ? 2 : 8;
        byte[] frame = new byte[2 + extra + length];
        frame[0] = (byte) head;
        frame[1] = (byte) (extra == 0 ? length : extra == 2 ? 126 : 127);
        for (int i = 0; i < extra; i++) {
            frame[2 + i] = (byte) ((long) length >>> (8 * (extra - 1 - i)));
        }
        System.arraycopy(payload, 0, frame, 2 + extra, length);
        return frame;
    }
}
