package heddle.client;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands about who one is and what one has. */
final class AccountCommands {
    private AccountCommands() {}

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
            session.printer().say("Pay " + Printer.dollars(cents) + " at:");
            session.printer().say(Json.text(in, "url", ""));
            session.printer().data(in);
            return DONE;
        }
    }
}
