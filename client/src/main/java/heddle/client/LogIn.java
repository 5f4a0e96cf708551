package heddle.client;

import java.io.Console;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Gets a key for this terminal: by a code of a page, by a person's word on a page elsewhere, or by a password. */
@Command(
        name = "login",
        description = "Log in: type the code that the page /cli shows, approve this terminal from another device,"
                + " or give e-mail and password")
final class LogIn extends ClientCommand {
    private static final int SLOWER = 5;
    private static final int LONGEST = 60;

    @Option(names = "--code", description = "The code of the page")
    private @Nullable String code;

    @Option(names = "--device", description = "Show a code, and wait until it is approved in a browser anywhere")
    private boolean device;

    @Option(names = "--email", description = "E-mail address; the password is asked for")
    private @Nullable String email;

    @Override
    int run(Session session) {
        if ((code != null ? 1 : 0) + (device ? 1 : 0) + (email != null ? 1 : 0) > 1) {
            throw Failure.usage("Give one of --code, --device and --email");
        }
        String url = session.login().urlForLogin();
        try (Server nobody = new Server(url, null)) {
            JsonNode in = device ? approved(session, nobody) : exchanged(session, nobody);
            String user = Json.text(in.path("user"), "id", "");
            session.login().keep(Json.text(in, "api_key", ""), url, user);
            session.printer().say("Logged in at " + url + " as " + Json.text(in.path("user"), "email", user));
            session.printer().data(Json.object().put("api_url", url).set("user", in.path("user")));
        }
        if (session.login().overruled()) {
            session.printer().note(Login.KEY_VARIABLE + " is set and is used instead of this login");
        }
        return DONE;
    }

    private JsonNode exchanged(Session session, Server nobody) {
        String typed = code != null ? code : email != null ? byPassword(session, nobody) : asked(session, nobody.url());
        return nobody.post("/api/cli/exchange", Json.object().put("code", typed).put("name", machine(session)));
    }

    private static String asked(Session session, String url) {
        session.printer().note("Open " + url + "/cli in a browser, sign in, and type the code here:");
        return line(session, "code");
    }

    private String byPassword(Session session, Server nobody) {
        JsonNode in =
                nobody.post("/api/auth/login", Json.object().put("email", email).put("password", password(session)));
        if (in.path("mfa_required").asBoolean(false)) {
            session.printer().note("Type a code of your authenticator app, or a recovery code:");
            in = nobody.post(
                    "/api/auth/mfa/complete",
                    Json.object()
                            .put("mfa_ticket", Json.text(in, "mfa_ticket", ""))
                            .put("code", line(session, "code")));
        }
        try (Server person = new Server(nobody.url(), Json.text(in, "access_token", ""))) {
            return Json.text(person.post("/api/cli/code", null), "code", "");
        }
    }

    private static JsonNode approved(Session session, Server nobody) {
        JsonNode begun = nobody.post("/api/device/code", Json.object().put("name", machine(session)));
        Printer out = session.printer();
        out.note("Open " + Json.text(begun, "verification_uri", "") + " in any browser, sign in, and type this code:");
        out.note("");
        out.note("    " + Json.text(begun, "user_code", ""));
        out.note("");
        out.note("or follow " + Json.text(begun, "verification_uri_complete", ""));
        try (Spinner spinner = new Spinner(session.around(), "waiting for somebody to approve it")) {
            JsonNode in = awaited(session, nobody, begun);
            spinner.clear();
            return in;
        }
    }

    /** Asks as often as the server allows, and on through lost lines, until the codes are too old. */
    private static JsonNode awaited(Session session, Server nobody, JsonNode begun) {
        ObjectNode question = Json.object().put("device_code", Json.text(begun, "device_code", ""));
        int interval = Math.clamp(begun.path("interval").asInt(SLOWER), 1, LONGEST);
        long left = begun.path("expires_in").asLong(0);
        while (true) {
            session.around().pass(Duration.ofSeconds(interval));
            left -= interval;
            try {
                Server.Answer answer = nobody.ask("/api/device/token", question);
                if (answer.ok()) {
                    return answer.json();
                }
                interval = Math.min(LONGEST, interval + slower(answer));
            } catch (Failure lost) {
                if (lost.exitCode() != Failure.UNREACHABLE || left <= 0) {
                    throw lost;
                }
                interval = Math.min(LONGEST, 2 * interval);
            }
        }
    }

    /** How much longer to wait from now on; a refusal that is final is thrown. */
    private static int slower(Server.Answer answer) {
        String word = Json.text(answer.json(), "code", "");
        return switch (word) {
            case "AUTHORIZATION_PENDING" -> 0;
            case "SLOW_DOWN", "RATE_LIMIT" -> SLOWER;
            case "ACCESS_DENIED", "EXPIRED_TOKEN" ->
                throw Failure.refused(word, Json.text(answer.json().path("details"), "description", word));
            default -> throw Server.refusal(answer);
        };
    }

    private static String password(Session session) {
        Console console = session.around().terminal() ? System.console() : null;
        if (console == null) {
            return line(session, "password");
        }
        char[] typed = console.readPassword("Password: ");
        if (typed == null) {
            throw Failure.usage("No password was given");
        }
        return new String(typed);
    }

    private static String line(Session session, String what) {
        try {
            String line = session.around().in().readLine();
            if (line == null || line.isBlank()) {
                throw Failure.usage("No " + what + " was given");
            }
            return line.strip();
        } catch (IOException e) {
            throw Failure.usage("No " + what + " could be read: " + e.getMessage());
        }
    }

    private static String machine(Session session) {
        String name = session.around().variable("HOSTNAME");
        return name.isEmpty() ? "terminal" : name;
    }
}
