package heddle.server;

import heddle.identity.tenant.Tenants;
import heddle.kernel.config.Config;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code heddle tenant create NAME}. */
@Command(name = "tenant", mixinStandardHelpOptions = true, description = "Work with tenants.")
final class TenantCommand {
    @Spec
    @Nullable
    CommandSpec spec;

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Make a tenant and print its first key.")
    void create(@Parameters(paramLabel = "NAME", description = "What people call the tenant") String name) {
        Tenants.Fresh fresh = Direct.with(Config.read(), app -> app.tenants().create(name));
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf("tenant %s (%s)%nkey    %s%n", fresh.tenantId(), fresh.slug(), fresh.token());
        out.println("The key is shown only now; it holds every scope.");
        out.flush();
    }
}
