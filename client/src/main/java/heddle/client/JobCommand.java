package heddle.client;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** A command about one job: the one that is named, or else the one that the last command was about. */
abstract class JobCommand extends ClientCommand {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The last job where absent")
    private @Nullable String id;

    String job(Session session) {
        return session.job(id);
    }
}
