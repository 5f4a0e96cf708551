package heddle.kernel.postgres;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The file that the server and its programs write to. */
final class ServerLog {
    private static final long ROTATE_AT_BYTES = 16L << 20;
    private static final int TAIL_BYTES = 8192;
    private static final int TAIL_LINES = 15;

    private final Path file;
    private long mark;

    ServerLog(Path file) {
        this.file = file;
        this.mark = size();
    }

    Path file() {
        return file;
    }

    /** Puts a log that has grown large aside; only while no server writes to it. */
    void rotate() {
        try {
            if (size() > ROTATE_AT_BYTES) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        mark();
    }

    /** From here on is {@link #latest}. */
    void mark() {
        mark = size();
    }

    /** What was written since the mark, at most 8 KB of it. */
    String latest() {
        long end = size();
        long start = Math.max(Math.min(mark, end), end - TAIL_BYTES);
        if (start == end) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] bytes = new byte[(int) (end - start)];
            in.seek(start);
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The latest lines, ready to end a message with. */
    String tail() {
        List<String> lines = latest().lines().toList();
        if (lines.isEmpty()) {
            return ". Its log is " + file;
        }
        List<String> last = lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size());
        return ". The end of " + file + ":\n  " + String.join("\n  ", last);
    }

    private long size() {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
