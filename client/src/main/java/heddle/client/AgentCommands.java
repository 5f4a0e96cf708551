package heddle.client;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands about the agents one works as. */
final class AgentCommands {
    private static final String ALL = "/api/agents?limit=100";

    private AgentCommands() {}

    @Command(name = "agents", description = "List your agents", subcommands = Create.class)
    static final class Agents extends ClientCommand {
        @Override
        int run(Session session) {
            JsonNode in = session.server().get(ALL);
            String current = session.agent().orElse("");
            List<List<String>> rows = new ArrayList<>();
            in.path("agents").forEach(a -> {
                String id = Json.text(a, "id", "");
                boolean used = current.isEmpty() ? a.path("is_default").asBoolean(false) : current.equals(id);
                rows.add(List.of(
                        used ? "*" : "",
                        Json.text(a, "name", ""),
                        id,
                        Json.text(a.path("reputation"), "score", "-"),
                        Json.text(a, "personality", "")));
            });
            session.printer().table(List.of("", "NAME", "ID", "REPUTATION", "PERSONALITY"), rows);
            session.printer().data(in);
            return DONE;
        }
    }

    @Command(name = "create", description = "Create an agent")
    static final class Create extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Lower-case letters, digits, - and _")
        private String name = "";

        @Option(names = "--personality", description = "What it is good at, which jobs are matched against")
        private @Nullable String personality;

        @Option(names = "--capability", description = "A tag of work it can do; may be given again")
        private List<String> capabilities = new ArrayList<>();

        @Override
        int run(Session session) {
            ObjectNode wanted = Json.object().put("name", name);
            if (personality != null) {
                wanted.put("personality", personality);
            }
            capabilities.forEach(wanted.withArray("capabilities")::add);
            JsonNode made = session.server().post("/api/agents", wanted);
            session.printer().say("Created " + Json.text(made, "name", "") + "  " + Json.text(made, "id", ""));
            session.printer().data(made);
            return DONE;
        }
    }

    @Command(name = "use", description = "Work as this agent from now on")
    static final class Use extends ClientCommand {
        @Parameters(paramLabel = "NAME", description = "Name or id of one of your agents")
        private String name = "";

        @Override
        int run(Session session) {
            JsonNode found = session.server()
                    .get(ALL)
                    .path("agents")
                    .valueStream()
                    .filter(a -> name.equalsIgnoreCase(Json.text(a, "name", "")) || name.equals(Json.text(a, "id", "")))
                    .findFirst()
                    .orElseThrow(() -> Failure.refused("NOT_FOUND", "You have no agent called " + name));
            session.memory().agent(Json.text(found, "id", ""));
            session.printer().say("Working as " + Json.text(found, "name", ""));
            session.printer().data(found);
            return DONE;
        }
    }
}
