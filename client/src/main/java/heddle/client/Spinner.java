package heddle.client;

import java.io.PrintWriter;
import java.time.Duration;

/** A sign of life while a person waits. Where nobody watches it does nothing. */
final class Spinner implements AutoCloseable {
    private static final String FRAMES = "|/-\\";
    private static final Duration STEP = Duration.ofMillis(120);

    private final PrintWriter err;
    private final boolean shown;
    private final Thread thread;
    private volatile String text;

    Spinner(Surroundings around, String text) {
        this.err = around.err();
        this.shown = around.terminal();
        this.text = Plain.line(text, 60);
        this.thread = Thread.ofVirtual().unstarted(this::turn);
        if (shown) {
            thread.start();
        }
    }

    void text(String next) {
        text = Plain.line(next, 60);
    }

    /** Makes room for a line that stays. */
    void clear() {
        if (shown) {
            err.print("\r" + " ".repeat(70) + "\r");
            err.flush();
        }
    }

    private void turn() {
        try {
            for (int i = 0; ; i++) {
                err.print("\r" + FRAMES.charAt(i % FRAMES.length()) + " " + text + " ");
                err.flush();
                Thread.sleep(STEP);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        clear();
    }
}
