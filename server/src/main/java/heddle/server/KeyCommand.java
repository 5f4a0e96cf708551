package heddle.server;

import heddle.identity.key.KeyJson;
import heddle.kernel.config.Config;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code heddle key create --tenant SLUG --label LABEL --scope read --scope write}. */
@Command(name = "key", mixinStandardHelpOptions = true, description = "Work with API keys.")
final class KeyCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make an API key and print it.")
    void create(
            @Option(names = "--tenant", required = true, description = "Slug or id of the tenant") String tenant,
            @Option(names = "--label", required = true, description = "What people call the key") String label,
            @Option(
                            names = "--scope",
                            required = true,
                            description = "read write schema files auth ai *; repeat for several")
                    List<String> scopes,
            @Option(names = "--publishable", description = "A key for browsers: auth and read only")
                    boolean publishable) {
        KeyJson.Created created = Direct.with(
                Config.read(), app -> app.issueKey(tenant, label, scopes, publishable ? "publishable" : "secret"));
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf("id     %s%nkey    %s%n", created.key().id(), created.token());
        out.println("The key is shown only now.");
        out.flush();
    }
}
