package heddle.kernel.postgres;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the embedded server is run.
 *
 * @param port a fixed port, or 0 for the one of the last start where it is free and otherwise any
 * @param sharedBuffers PostgreSQL's own cache, e.g. {@code 128MB}
 * @param maxConnections the most sessions at once
 * @param patience how long start (recovery after a crash included) and stop may take
 * @param programs the folder that holds the unpacked PostgreSQL programs; null for the home folder itself
 */
public record Options(
        int port,
        String sharedBuffers,
        int maxConnections,
        Duration patience,
        @Nullable Path programs) {
    public Options {
        if (!sharedBuffers.matches("[0-9]+(kB|MB|GB)")) {
            throw new IllegalArgumentException("sharedBuffers is a number and kB, MB or GB, not " + sharedBuffers);
        }
    }

    public static Options standard() {
        return new Options(0, "128MB", 200, Duration.ofMinutes(5), null);
    }

    /** For tests: little memory, everything else as in earnest. */
    public static Options small() {
        return new Options(0, "32MB", 200, Duration.ofMinutes(1), null);
    }

    public Options withPort(int fixed) {
        return new Options(fixed, sharedBuffers, maxConnections, patience, programs);
    }

    public Options withPatience(Duration longest) {
        return new Options(port, sharedBuffers, maxConnections, longest, programs);
    }

    /** Lets several homes share one unpacked copy of the programs. */
    public Options withPrograms(Path folder) {
        return new Options(port, sharedBuffers, maxConnections, patience, folder);
    }
}
