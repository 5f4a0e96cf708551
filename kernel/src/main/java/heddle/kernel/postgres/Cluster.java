package heddle.kernel.postgres;

import heddle.kernel.crypto.PrivateFile;
import heddle.kernel.crypto.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The data of one server.
 *
 * @param data PostgreSQL's data directory
 * @param password of the role {@link #USER}
 */
record Cluster(Path data, String password) {
    static final String USER = "heddle";
    private static final Duration INIT_PATIENCE = Duration.ofMinutes(5);

    /** Opens the cluster of this home, made on first use. The caller holds the lock of the home. */
    static Cluster in(Path home, Programs programs) {
        Path data = home.resolve("postgres");
        Path secret = home.resolve("postgres.password");
        try {
            Folders.sweep(data);
            if (isEmpty(data)) {
                Files.deleteIfExists(data);
                PrivateFile.readOrCreate(secret, () -> Tokens.base62(32));
                init(data, secret, programs);
            }
            check(data, secret);
            return new Cluster(data, Files.readString(secret).strip());
        } catch (IOException e) {
            throw new PostgresFault(
                    "Cannot use the database in " + data + ": " + e.getMessage()
                            + ". The folder must belong to the user who runs Heddle",
                    e);
        }
    }

    private static void init(Path data, Path secret, Programs programs) throws IOException {
        Path draft = Folders.draft(data);
        int exit = programs.run(
                "initdb",
                List.of(
                        "--pgdata=" + draft,
                        "--username=" + USER,
                        "--pwfile=" + secret,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"),
                INIT_PATIENCE);
        if (exit != 0) {
            Folders.delete(draft);
            throw programs.failed("initdb failed with exit code " + exit);
        }
        Folders.publish(draft, data);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return true;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void check(Path data, Path secret) throws IOException {
        Path version = data.resolve("PG_VERSION");
        if (!Files.exists(version)) {
            throw new PostgresFault(data + " holds something else than a database. Move it away, or set HEDDLE_HOME");
        }
        String major = Files.readString(version).strip();
        if (!major.equals(Binaries.MAJOR)) {
            throw new PostgresFault("The database in " + data + " was made by PostgreSQL " + major
                    + " and this build carries PostgreSQL " + Binaries.MAJOR
                    + ". Start the build that made it, dump it, and load the dump into a new home");
        }
        if (!Files.exists(secret)) {
            throw new PostgresFault("The database in " + data + " is there but its password file " + secret
                    + " is gone. Put the file back from a backup");
        }
    }
}
