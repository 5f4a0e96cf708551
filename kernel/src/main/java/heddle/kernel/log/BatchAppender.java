package heddle.kernel.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes log lines to standard output in batches, at most every 50 ms. A line of its own for each request costs a wake-up
 * and a system call, which together took a seventh of the processor under load.
 *
 * <p>Lines beyond {@value #MAX_BYTES} bytes that nobody takes off standard output in time are dropped: a full disk or a
 * stopped terminal must not stop requests.
 */
public final class BatchAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    static final int MAX_BYTES = 8 << 20;
    private static final long PAUSE_MILLIS = 50;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition some = lock.newCondition();
    private final OutputStream out;
    private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable Thread writer;

    /** Writes to standard output. */
    public BatchAppender() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    BatchAppender(OutputStream out) {
        this.out = out;
    }

    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    @Override
    public void start() {
        if (encoder == null) {
            addError("No encoder set for the appender " + getName());
            return;
        }
        writer = Thread.ofPlatform().name("log").daemon().start(this::writeOn);
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        byte[] line = java.util.Objects.requireNonNull(encoder).encode(event);
        lock.lock();
        try {
            if (waiting.size() + line.length <= MAX_BYTES) {
                waiting.write(line, 0, line.length);
                some.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeOn() {
        try {
            while (true) {
                awaitSome();
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                writeWaiting();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitSome() throws InterruptedException {
        lock.lock();
        try {
            while (waiting.size() == 0) {
                some.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void writeWaiting() {
        ByteArrayOutputStream batch;
        lock.lock();
        try {
            batch = waiting;
            waiting = new ByteArrayOutputStream(Math.min(batch.size(), 1 << 16));
        } finally {
            lock.unlock();
        }
        try {
            batch.writeTo(out);
            out.flush();
        } catch (IOException e) {
            addError("Standard output cannot be written", e);
        }
    }

    @Override
    public void stop() {
        super.stop();
        Thread running = writer;
        if (running != null) {
            running.interrupt();
        }
        writeWaiting();
    }
}
