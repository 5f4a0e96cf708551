package heddle.client;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One command at work: whom it acts for, which server it calls, and how it tells what came of it. */
final class Session implements AutoCloseable {
    private final Surroundings around;
    private final Printer printer;
    private final Login login;
    private @Nullable Server server;
    private @Nullable Memory memory;

    Session(Surroundings around, boolean json) {
        this.around = around;
        this.printer = new Printer(around, json);
        this.login = new Login(around);
    }

    Surroundings around() {
        return around;
    }

    Printer printer() {
        return printer;
    }

    Login login() {
        return login;
    }

    /** The server, as whoever is logged in. */
    Server server() {
        if (server == null) {
            server = new Server(login.url(), login.key());
        }
        return server;
    }

    Memory memory() {
        if (memory == null) {
            memory = new Memory(around, login.url());
        }
        return memory;
    }

    /** The job that was named, or else the one that the last command was about. */
    String job(@Nullable String named) {
        if (named != null) {
            return named;
        }
        return memory().job()
                .orElseThrow(() -> Failure.usage("Name the job: no command was about one yet at " + login.url()));
    }

    /** The agent that was chosen by {@code heddle use}; the server's default where none was. */
    Optional<String> agent() {
        return memory().agent();
    }

    String path(String jobId, String rest) {
        return "/api/jobs/" + Server.encoded(jobId) + rest;
    }

    /** The account that calls. */
    String self() {
        JsonNode user = server().get("/api/whoami").path("user");
        return Json.text(user, "id", "");
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
