package heddle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The real program in a process of its own, on a home of its own, with the flags of {@code ./heddle up}. */
final class BenchServer implements AutoCloseable {
    static final String KEY = "sk_" + "B".repeat(46);

    private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long CLOCK_TICKS = 100;
    private static final Pattern USED = Pattern.compile("^ *(?:DefNew|Tenured) .* used (\\d+)K");

    private final Path home;
    private final int port;
    private final Process process;
    private final double secondsToReady;
    private final HttpClient client = HttpClient.newHttpClient();

    private BenchServer(Path home, int port, Process process, double secondsToReady) {
        this.home = home;
        this.port = port;
        this.process = process;
        this.secondsToReady = secondsToReady;
    }

    /** Starts the server and waits until it is ready. */
    static BenchServer start(Path home, int port) {
        String jar = System.getProperty("heddle.server.jar", "server/target/server-1.0.0-SNAPSHOT.jar");
        List<String> command = new ArrayList<>(List.of("./heddle", "up"));
        try {
            if (!Files.exists(Path.of(jar))) {
                throw new IllegalStateException("Build first: " + jar + " is missing");
            }
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            home.resolveSibling(home.getFileName() + ".log").toFile());
            builder.environment()
                    .putAll(Map.of(
                            "HEDDLE_HOME",
                            home.toString(),
                            "HEDDLE_PORT",
                            Integer.toString(port),
                            "HEDDLE_RATE_LIMITS",
                            "off",
                            "HEDDLE_BOOTSTRAP_TENANT",
                            "Bench",
                            "HEDDLE_BOOTSTRAP_KEY",
                            KEY));
            long began = System.nanoTime();
            Process process = builder.start();
            awaitReady(port, process, began);
            return new BenchServer(home, port, process, (System.nanoTime() - began) / 1e9);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitReady(int port, Process process, long began) {
        HttpClient probe = HttpClient.newHttpClient();
        HttpRequest ready = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/ready"))
                .build();
        while (System.nanoTime() - began < START_LIMIT_NANOS) {
            try {
                if (probe.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IllegalStateException("The server ended before it was ready", e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        throw new IllegalStateException("The server is not ready after two minutes");
    }

    String base() {
        return "http://localhost:" + port;
    }

    double secondsToReady() {
        return secondsToReady;
    }

    /** Sends JSON and returns {@code data}. */
    JsonNode send(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base() + path))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        json.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = heddle.kernel.json.Json.mapper().readTree(response.body());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(method + " " + path + " answered " + body);
            }
            return body.path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The same, where it does not matter that it was there before. */
    void sendIfNew(String method, String path, String json) {
        try {
            send(method, path, json);
        } catch (IllegalStateException there) {
            if (!String.valueOf(there.getMessage()).contains("EXISTS")) {
                throw there;
            }
        }
    }

    String databasePassword() {
        return read(home.resolve("postgres.password")).trim();
    }

    int databasePort() {
        return Integer.parseInt(read(home.resolve("postgres").resolve("postmaster.pid"))
                .lines()
                .skip(3)
                .findFirst()
                .orElseThrow()
                .trim());
    }

    /** Milliseconds of processor time that the JVM and the database's processes have used. */
    record Cpu(long jvm, long database) {
        Cpu since(Cpu earlier) {
            return new Cpu(jvm - earlier.jvm, database - earlier.database);
        }
    }

    Cpu cpu() {
        long postmaster = Long.parseLong(read(home.resolve("postgres").resolve("postmaster.pid"))
                .lines()
                .findFirst()
                .orElseThrow()
                .trim());
        long database = cpuOf(postmaster)
                + ProcessHandle.of(postmaster).stream()
                        .flatMap(ProcessHandle::descendants)
                        .mapToLong(p -> cpuOf(p.pid()))
                        .sum();
        return new Cpu(cpuOf(process.pid()), database);
    }

    /** Resident memory of the JVM in MB. */
    long residentMegabytes() {
        return read(Path.of("/proc", Long.toString(process.pid()), "status"))
                        .lines()
                        .filter(l -> l.startsWith("VmRSS:"))
                        .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
                        .sum()
                / 1024;
    }

    /** What is alive on the heap, after a collection. */
    long heapMegabytes() {
        jcmd("GC.run");
        return jcmd("GC.heap_info")
                        .lines()
                        .flatMap(l -> USED.matcher(l).results().limit(1))
                        .mapToLong(m -> Long.parseLong(m.group(1)))
                        .sum()
                / 1024;
    }

    private String jcmd(String command) {
        try {
            Process asked = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(process.pid()),
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long cpuOf(long pid) {
        String line;
        try {
            line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        } catch (IOException gone) {
            return 0;
        }
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1000 / CLOCK_TICKS;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stops the server; the home stays, for a warm start. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void clear(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder())
                    .forEach(p -> p.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
