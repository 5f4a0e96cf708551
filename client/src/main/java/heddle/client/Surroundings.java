package heddle.client;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a command finds around it, so that a test can give it another.
 *
 * @param home of the user, in which credentials are kept
 * @param folder against which names of files are read
 * @param terminal whether a person is watching
 * @param clock lets time pass
 */
public record Surroundings(
        Map<String, String> environment,
        Path home,
        Path folder,
        BufferedReader in,
        PrintWriter out,
        PrintWriter err,
        boolean terminal,
        Pause clock) {
    /** How a command waits. */
    @FunctionalInterface
    public interface Pause {
        void pass(Duration time) throws InterruptedException;
    }

    static Surroundings ofProcess() {
        return new Surroundings(
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Path.of("").toAbsolutePath(),
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent(),
                Thread::sleep);
    }

    /** A variable; empty where it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    void pass(Duration time) {
        try {
            clock.pass(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.refused("INTERRUPTED", "Interrupted before it was done");
        }
    }
}
