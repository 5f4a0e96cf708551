package heddle.kernel.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs PostgreSQL's programs; what they say goes to the log.
 *
 * <p>PostgreSQL refuses to run as root, so root runs it in a user namespace of its own, where it is nobody and yet
 * owns root's files.
 */
record Programs(Binaries binaries, ServerLog log) {
    /** Runs a program to its end and returns its exit code. */
    int run(String program, List<String> arguments, Duration patience) {
        Process process = start(program, arguments);
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new PostgresFault(program + " took longer than " + patience + log.tail());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new PostgresFault("Interrupted while " + program + " ran", e);
        }
    }

    Process start(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(binaries.program(program).toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(binaries.folder().toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                .redirectErrorStream(true);
        // The server outlives this process and must not keep its secrets, nor obey PGPORT and its kind.
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "HOME", "TMPDIR"));
        environment.put("LC_ALL", "C");
        try {
            return builder.start();
        } catch (IOException e) {
            throw cannotRun(program, e);
        }
    }

    /** Says what to do when the namespace is forbidden, as containers often forbid it. */
    PostgresFault failed(String what) {
        String said = log.latest();
        if (said.contains("unshare:")) {
            return new PostgresFault(
                    what + ": PostgreSQL may not run as root, and this machine forbids root to make the"
                            + " user namespace that would help. Run Heddle as another user, allow user namespaces, or set"
                            + " HEDDLE_DATABASE_URL" + log.tail());
        }
        return new PostgresFault(what + log.tail());
    }

    private PostgresFault cannotRun(String program, IOException cause) {
        if (isRoot() && String.valueOf(cause.getMessage()).contains("\"unshare\"")) {
            return new PostgresFault(
                    "PostgreSQL may not run as root, and the program unshare that would help is missing. Install the"
                            + " package util-linux, run Heddle as another user, or set HEDDLE_DATABASE_URL",
                    cause);
        }
        return new PostgresFault(
                "Cannot run " + binaries.program(program) + ": " + cause.getMessage()
                        + ". The home folder must be on a file system that allows programs to run",
                cause);
    }

    private static boolean isRoot() {
        Path self = Path.of("/proc/self");
        try {
            return Files.exists(self)
                    ? Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"))
                    : "root".equals(System.getProperty("user.name"));
        } catch (IOException e) {
            throw new PostgresFault("Cannot tell which user runs this", e);
        }
    }
}
