package heddle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator: wrk with a small script that chooses each request. */
final class Wrk {
    static final int CONNECTIONS = 32;

    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern P50 = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    /**
     * @param perSecond requests answered
     * @param p50 milliseconds
     * @param p99 milliseconds
     */
    record Result(double perSecond, double p50, double p99) {}

    private final Path folder;

    Wrk(Path folder) {
        this.folder = folder;
    }

    /**
     * @param lua body of wrk's {@code request} function
     * @param seconds to run
     */
    Result run(String base, String token, String lua, int seconds) {
        return runWith(base, token, lua, seconds, CONNECTIONS);
    }

    /** The same with another number of connections. */
    Result runWith(String base, String token, String lua, int seconds, int connections) {
        return wrk(base, token, "request = function()\n" + lua + "\nend\n", seconds, connections);
    }

    /**
     * @param script Lua that defines {@code request} and what else it needs
     */
    Result runScript(String base, String token, String script, int seconds) {
        return wrk(base, token, script, seconds, CONNECTIONS);
    }

    private Result wrk(String base, String token, String body, int seconds, int connections) {
        String script = """
                math.randomseed(os.time())
                local headers = {["Authorization"] = "Bearer %s", ["Content-Type"] = "application/json"}
                """.formatted(token) + body;
        Path file = folder.resolve("load.lua");
        try {
            Files.createDirectories(folder);
            Files.writeString(file, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String out = Command.run(
                Map.of(),
                List.of(
                        "wrk",
                        "-t2",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--latency",
                        "-s",
                        file.toString(),
                        base));
        Matcher bad = BAD.matcher(out);
        if (bad.find()) {
            throw new IllegalStateException(bad.group(1) + " requests were refused:\n" + out);
        }
        return new Result(number(RATE, out), millis(P50, out), millis(P99, out));
    }

    private static double number(Pattern pattern, String out) {
        Matcher found = pattern.matcher(out);
        if (!found.find()) {
            throw new IllegalStateException("Cannot read wrk's answer:\n" + out);
        }
        return Double.parseDouble(found.group(1));
    }

    private static double millis(Pattern pattern, String out) {
        Matcher found = pattern.matcher(out);
        if (!found.find()) {
            throw new IllegalStateException("Cannot read wrk's answer:\n" + out);
        }
        double value = Double.parseDouble(found.group(1));
        return switch (found.group(2)) {
            case "us" -> value / 1000;
            case "s" -> value * 1000;
            default -> value;
        };
    }
}
