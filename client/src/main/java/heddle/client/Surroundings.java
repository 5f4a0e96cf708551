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
 * @param pause before a broken stream is taken up again
 */
public record Surroundings(
        Map<String, String> environment,
        Path home,
        Path folder,
        BufferedReader in,
        PrintWriter out,
        PrintWriter err,
        boolean terminal,
        Duration pause) {

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
                Duration.ofSeconds(3));
    }

    /** A variable; empty where it is not set. */
    String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }
}
