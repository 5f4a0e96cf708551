package heddle.server;

import static org.awaitility.Awaitility.await;

import heddle.testkit.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The program in a process of its own, for tests that kill it. */
public final class ServerProcess implements AutoCloseable {
    private final Path home;
    private final int port;
    private final Map<String, String> settings;
    private Process process;

    private ServerProcess(Path home, int port, Map<String, String> settings) {
        this.home = home;
        this.port = port;
        this.settings = Map.copyOf(settings);
        this.process = begin();
    }

    /** Starts it on a port of its own and returns once it is ready. */
    public static ServerProcess start(Path home, Map<String, String> settings) {
        ServerProcess made = new ServerProcess(home, freePort(), settings);
        made.awaitReady();
        return made;
    }

    /** A node beside those of the tests' own process, on their database. */
    public static ServerProcess node(Path home, String database, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("HEDDLE_DATABASE_URL", database);
        all.put("HEDDLE_ENV", "test");
        all.put("HEDDLE_SECRET", TestServer.SECRET);
        return start(home, all);
    }

    public Api as(@Nullable String key) {
        return new Api("http://localhost:" + port, null, key);
    }

    /** {@code kill -9}. */
    public void kill() {
        process.destroyForcibly();
        await().atMost(Duration.ofSeconds(10)).until(() -> !process.isAlive());
    }

    /** Starts it again where it was. */
    public void restart() {
        process = begin();
        awaitReady();
    }

    /** Asks it to end, as an operator would. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("The server does not end when it is asked to");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process begin() {
        try {
            String java = ProcessHandle.current().info().command().orElse("java");
            ProcessBuilder builder = new ProcessBuilder(
                            java,
                            "-XX:+UseSerialGC",
                            "-Xmx256m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            "heddle.server.Main",
                            "up")
                    .redirectErrorStream(true)
                    .redirectOutput(Files.createTempFile("server", ".log").toFile());
            builder.environment().put("HEDDLE_HOME", home.toString());
            builder.environment().put("HEDDLE_PORT", Integer.toString(port));
            builder.environment().put("HEDDLE_RATE_LIMITS", "off");
            builder.environment().putAll(settings);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns once it answers, which may be after a restart. */
    public void awaitReady() {
        Api api = as(null);
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(50))
                .ignoreException(UncheckedIOException.class)
                .until(() -> api.get("/ready").status() == 200);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
