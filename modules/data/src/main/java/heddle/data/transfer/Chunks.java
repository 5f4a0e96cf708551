package heddle.data.transfer;

import java.io.OutputStream;
import java.util.Arrays;

/** Cuts a file into pieces of equal size and hands each on, so that never more than one is in memory. */
final class Chunks extends OutputStream {
    static final int SIZE = 1 << 20;

    /** Takes the pieces in order. */
    @FunctionalInterface
    interface Sink {
        void add(int position, byte[] piece);
    }

    private final Sink sink;
    private final byte[] piece = new byte[SIZE];
    private int filled;
    private int position;
    private long total;

    Chunks(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int from = offset;
        int end = offset + length;
        while (from < end) {
            int n = Math.min(end - from, SIZE - filled);
            System.arraycopy(bytes, from, piece, filled, n);
            filled += n;
            from += n;
            if (filled == SIZE) {
                handOn();
            }
        }
        total += length;
    }

    @Override
    public void close() {
        if (filled > 0) {
            handOn();
        }
    }

    /** Bytes written so far. */
    long total() {
        return total;
    }

    private void handOn() {
        sink.add(position++, filled == SIZE ? piece.clone() : Arrays.copyOf(piece, filled));
        filled = 0;
    }
}
