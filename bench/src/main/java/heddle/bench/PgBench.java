package heddle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The floor: the identical SQL, prepared, from pgbench on the same database. */
final class PgBench {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+)");

    private final Path folder;
    private final BenchServer server;

    PgBench(Path folder, BenchServer server) {
        this.folder = folder;
        this.server = server;
    }

    /** Transactions a second of a script. */
    double run(String script, int seconds) {
        return run(script, seconds, Wrk.CONNECTIONS);
    }

    /** The same with another number of clients. */
    double run(String script, int seconds, int clients) {
        Path file = folder.resolve("floor.sql");
        try {
            Files.writeString(file, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String out = Command.run(
                Map.of("PGPASSWORD", server.databasePassword()),
                List.of(
                        "pgbench",
                        "-n",
                        "-M",
                        "prepared",
                        "-c" + clients,
                        "-j2",
                        "-T" + seconds,
                        "-h127.0.0.1",
                        "-p" + server.databasePort(),
                        "-Uheddle",
                        "-f",
                        file.toString(),
                        "heddle"));
        Matcher found = RATE.matcher(out);
        if (!found.find()) {
            throw new IllegalStateException("Cannot read pgbench's answer:\n" + out);
        }
        return Double.parseDouble(found.group(1));
    }
}
