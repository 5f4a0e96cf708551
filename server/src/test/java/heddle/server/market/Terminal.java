package heddle.server.market;

import heddle.client.Main;
import heddle.client.Surroundings;
import heddle.kernel.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Somebody's terminal: a home, an environment, and the client run in this process. */
final class Terminal {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private StringWriter said = new StringWriter();
    private Surroundings.Pause clock = time -> Thread.onSpinWait();

    /** What a command left behind. */
    record Ran(int code, String out, String err) {
        JsonNode json() {
            return Json.parse(out);
        }
    }

    Terminal(String url) {
        try {
            home = Files.createTempDirectory("heddle-terminal");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment.put("HEDDLE_API_URL", url);
        environment.put("HOSTNAME", "loom");
    }

    Path home() {
        return home;
    }

    Terminal with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What happens while a command waits; by default no time passes. */
    Terminal waiting(Surroundings.Pause how) {
        clock = how;
        return this;
    }

    Ran run(String... arguments) {
        return typing("", arguments);
    }

    /** What the running command has told beside its answer so far. */
    String said() {
        return said.toString();
    }

    /** The same with lines that are typed into it. */
    Ran typing(String lines, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        said = err;
        Surroundings around = new Surroundings(
                Map.copyOf(environment),
                home,
                home,
                new BufferedReader(new StringReader(lines)),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                false,
                clock);
        int code = Main.execute(around, arguments);
        return new Ran(code, out.toString(), err.toString());
    }
}
