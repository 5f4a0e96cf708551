package heddle.server;

import heddle.kernel.config.ConfigFault;
import heddle.kernel.postgres.PostgresFault;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code heddle up | tenant | key | routes | warm}. */
@Command(
        name = "heddle",
        mixinStandardHelpOptions = true,
        version = "Heddle " + PublicRoutes.VERSION,
        description = "One self-hosted backend on which a business and its AI agents run.",
        subcommands = {UpCommand.class, TenantCommand.class, KeyCommand.class, RoutesCommand.class, WarmCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Logger.getLogger("").setLevel(Level.WARNING);
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof ConfigFault || failure instanceof PostgresFault) {
                command.getErr().println(failure.getMessage());
                return 2;
            }
            throw failure;
        });
        int code = line.execute(arguments);
        if (code != 0) {
            System.exit(code);
        }
    }
}
