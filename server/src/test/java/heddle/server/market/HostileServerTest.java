package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import heddle.kernel.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The client against a server that puts into every text what a terminal would obey. */
class HostileServerTest {
    /** Sets the title, clears the screen, turns the direction, goes back, and ends in a line that looks like ours. */
    private static final String EVIL =
            "\u001b]0;owned\u0007\u001b[2J\u009b31m\u001bP1$tx\u001b\\\u202e\u2066\r\b\u007f\nheddle: evil";

    private static final Pattern OBEYED = Pattern.compile("[\\p{Cc}\\p{Cf}&&[^\\n\\t]]");
    private static final List<String> TEXTS = List.of(
            "id",
            "title",
            "status",
            "prompt",
            "error",
            "code",
            "email",
            "name",
            "personality",
            "url",
            "text",
            "kind",
            "message",
            "reasoning",
            "output_text",
            "failure_reason",
            "cancel_reason",
            "deadline_at",
            "hold_expires_at",
            "created_at",
            "reason",
            "quote_id",
            "sender",
            "access_token",
            "device_code",
            "user_code",
            "verification_uri",
            "verification_uri_complete",
            "mfa_ticket");

    private final HttpServer server;
    private final Terminal terminal;
    private int status = 200;

    HostileServerTest() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
        terminal = new Terminal("http://127.0.0.1:" + server.getAddress().getPort()).with("HEDDLE_API_KEY", "x");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static ObjectNode evil() {
        ObjectNode out = Json.object();
        TEXTS.forEach(name -> out.put(name, EVIL));
        return out.put("price_cents", 500).put("is_default", true).put("passed", true);
    }

    private static JsonNode all() {
        ObjectNode out = evil().put("expires_in", 900).put("interval", 1);
        out.set("user", evil());
        out.set(
                "job",
                evil().set(
                                "acceptance_criteria",
                                Json.mapper().createArrayNode().add(evil())));
        for (String list : List.of("agents", "ledger", "checks", "acceptance_criteria", "attachments")) {
            out.putArray(list).add(evil());
        }
        out.putObject("details").put("description", EVIL).putObject("fields").put("field" + EVIL, EVIL);
        return out;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        byte[] body;
        if (path.endsWith("/logs") || path.equals("/api/verify")) {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            body = ("event: status\ndata: " + evil() + "\n\nevent: log\ndata: " + evil() + "\n\nevent: check\ndata: "
                            + evil() + "\n\nevent: " + EVIL.replaceAll("[\\r\\n]", "") + "\ndata: " + evil()
                            + "\n\nevent: verdict\ndata: " + evil() + "\n\nevent: end\ndata: " + evil() + "\n\n")
                    .getBytes(StandardCharsets.UTF_8);
        } else {
            boolean list = exchange.getRequestMethod().equals("GET")
                    && (path.equals("/api/jobs") || path.equals("/api/board"));
            ArrayNode rows = Json.mapper().createArrayNode().add(evil());
            body = Json.bytes(list ? rows : all());
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void isHarmless(String... command) {
        Terminal.Ran ran = terminal.typing("y\n", command);
        String told = ran.out() + ran.err();
        assertThat(told).as(String.join(" ", command)).isNotEmpty().doesNotContain("owned", "31m", "[2J");
        assertThat(OBEYED.matcher(told).find())
                .as("%s told %s", String.join(" ", command), Json.text(told))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "whoami",
                "balance",
                "agents",
                "agents create poet",
                "topup 500",
                "run Write",
                "run Write -y",
                "jobs",
                "pay x",
                "cancel x",
                "logs x",
                "wait x",
                "board",
                "pull",
                "accept x",
                "claim x",
                "reject x",
                "fail x",
                "submit x -t done",
                "verify -t done",
                "login --code AAAAAAAA",
                "login --device"
            })
    void nothingOfItReachesTheTerminal(String command) {
        isHarmless(command.split(" "));
        status = 400;
        isHarmless(command.split(" "));
        status = 402;
        isHarmless(command.split(" "));
    }

    @Test
    void aTitleIsOneLine() {
        assertThat(terminal.run("pay", "x").out().lines()).noneMatch(line -> line.startsWith("heddle: evil"));
        assertThat(terminal.run("jobs").out().lines()).hasSize(2);
    }

    @Test
    void programsGetItAsEscapes() {
        Terminal.Ran ran = terminal.run("jobs", "--json");
        assertThat(ran.json().at("/0/title").stringValue()).isEqualTo(EVIL);
        assertThat(ran.out()).doesNotContain("\u001b", "\u009b", "\u202e", "\u007f");
    }
}
