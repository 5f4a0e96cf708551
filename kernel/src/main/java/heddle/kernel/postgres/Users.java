package heddle.kernel.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Who uses the server of a home: a file per user, named after its process. The last one to leave stops the server, so
 * that a short command beside a running Heddle does not take its database away.
 */
record Users(Path folder) {
    private static final Pattern NAME = Pattern.compile("[0-9]{1,18}-[0-9]{1,18}-.*");

    /** The start of a process is reckoned from that of the machine, which moves when its clock is set. */
    private static final long DRIFT_SECONDS = 10;

    static Users of(Path home) {
        return new Users(Folders.open(home.resolve("postgres.users")));
    }

    /** Signs a user in; the caller holds the lock of the home. */
    Path enter() {
        ProcessHandle self = ProcessHandle.current();
        try {
            return Files.createTempFile(folder, self.pid() + "-" + startOf(self) + "-", "");
        } catch (IOException e) {
            throw new PostgresFault("Cannot write to " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Signs a user out and says whether nobody is left; the caller holds the lock of the home. */
    boolean leave(Path user) {
        try {
            Files.deleteIfExists(user);
            try (Stream<Path> others = Files.list(folder)) {
                List<Path> gone = others.filter(other -> !isAlive(other)).toList();
                for (Path left : gone) {
                    Files.delete(left);
                }
            }
            try (Stream<Path> others = Files.list(folder)) {
                return others.findAny().isEmpty();
            }
        } catch (IOException e) {
            throw new PostgresFault("Cannot read " + folder + ": " + e.getMessage(), e);
        }
    }

    private static boolean isAlive(Path user) {
        String[] name = user.getFileName().toString().split("-", -1);
        return NAME.matcher(user.getFileName().toString()).matches()
                && ProcessHandle.of(Long.parseLong(name[0]))
                        .filter(process -> Math.abs(startOf(process) - Long.parseLong(name[1])) <= DRIFT_SECONDS)
                        .isPresent();
    }

    // A pid is given again; pid and start together are not.
    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }
}
