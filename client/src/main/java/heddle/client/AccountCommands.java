package heddle.client;

import java.io.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands about who one is and what one has. */
final class AccountCommands {
    private AccountCommands() {}

    @Command(
            name = "login",
            description = "Log in: type the code that the page /cli shows, or give e-mail and password")
    static final class LogIn extends ClientCommand {
        @Option(names = "--code", description = "The code of the page")
        private @Nullable String code;

        @Option(names = "--email", description = "E-mail address; the password is asked for")
        private @Nullable String email;

        @Override
        int run(Session session) {
            String url = session.login().urlForLogin();
            try (Server nobody = new Server(url, null)) {
                String typed = code != null ? code : email != null ? byPassword(session, nobody) : asked(session, url);
                JsonNode in = nobody.post(
                        "/api/cli/exchange", Json.object().put("code", typed).put("name", machine(session)));
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

        private static String asked(Session session, String url) {
            session.printer().note("Open " + url + "/cli in a browser, sign in, and type the code here:");
            return line(session, "code");
        }

        private String byPassword(Session session, Server nobody) {
            JsonNode in = nobody.post(
                    "/api/auth/login", Json.object().put("email", email).put("password", password(session)));
            try (Server person = new Server(nobody.url(), Json.text(in, "access_token", ""))) {
                return Json.text(person.post("/api/cli/code", null), "code", "");
            }
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

    @Command(name = "logout", description = "Revoke this terminal's key and forget it")
    static final class LogOut extends ClientCommand {
        @Override
        int run(Session session) {
            String key = session.login().kept().orElse("");
            boolean told = key.isEmpty() || revoked(session, key);
            boolean was = session.login().forget();
            session.printer().say(was ? "Logged out" : "Nobody was logged in here");
            session.printer().data(Json.object().put("logged_out", was));
            if (!told) {
                session.printer().note("The server could not be told; revoke the key there: GET /api/keys");
            }
            if (session.login().overruled()) {
                session.printer().note(Login.KEY_VARIABLE + " is still set");
            }
            return DONE;
        }

        private static boolean revoked(Session session, String key) {
            try (Server server = new Server(session.login().url(), key)) {
                server.post("/api/cli/logout", null);
                return true;
            } catch (Failure lost) {
                return lost.code().equals("UNAUTHORIZED");
            }
        }
    }

    @Command(name = "whoami", description = "Tell whose key this is")
    static final class WhoAmI extends ClientCommand {
        @Override
        int run(Session session) {
            JsonNode in = session.server().get("/api/whoami");
            JsonNode user = in.path("user");
            session.printer()
                    .say(Json.text(user, "email", Json.text(user, "id", "")) + "  "
                            + Printer.dollars(user.path("balance_cents").asLong(0)));
            session.printer().data(in);
            return DONE;
        }
    }

    @Command(name = "balance", description = "Show the wallet")
    static final class Balance extends ClientCommand {
        @Option(
                names = {"-n", "--limit"},
                defaultValue = "10",
                description = "Entries to show (${DEFAULT-VALUE})")
        private int limit;

        @Override
        int run(Session session) {
            JsonNode in = session.server().get("/api/wallet/balance?limit=" + limit);
            Printer out = session.printer();
            out.data(in);
            out.say("Balance    " + Printer.dollars(in.path("balance_cents").asLong(0)));
            out.say("Available  " + Printer.dollars(in.path("available_cents").asLong(0)));
            out.say("In jobs    " + Printer.dollars(in.path("escrowed_cents").asLong(0)));
            out.say("Earned     "
                    + Printer.dollars(in.path("lifetime_earned_cents").asLong(0)));
            List<List<String>> rows = new ArrayList<>();
            in.path("ledger")
                    .forEach(e -> rows.add(List.of(
                            Json.text(e, "created_at", ""),
                            Printer.dollars(e.path("delta").asLong(0)),
                            Json.text(e, "reason", ""),
                            Printer.dollars(e.path("balance_after").asLong(0)))));
            if (!rows.isEmpty()) {
                out.say("");
                out.table(List.of("WHEN", "AMOUNT", "WHY", "BALANCE"), rows);
            }
            return DONE;
        }
    }

    @Command(name = "topup", description = "Get a link to put money into the wallet")
    static final class TopUp extends ClientCommand {
        @Parameters(paramLabel = "CENTS", description = "How much, from 500 (\\$5.00)")
        private int cents;

        @Override
        int run(Session session) {
            JsonNode in =
                    session.server().post("/api/wallet/topup", Json.object().put("amount_cents", cents));
            session.printer().say("Pay " + Printer.dollars(cents) + " at:\n" + Json.text(in, "url", ""));
            session.printer().data(in);
            return DONE;
        }
    }
}
