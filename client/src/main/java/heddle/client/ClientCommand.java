package heddle.client;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: {@code --json}, and how failures end. */
@Command(mixinStandardHelpOptions = true)
abstract class ClientCommand implements Callable<Integer> {
    static final int DONE = 0;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--json", description = "Print the server's answer as JSON")
    private boolean json;

    /** Does it. */
    abstract int run(Session session);

    @Override
    public final Integer call() {
        if (spec == null || !(spec.root().userObject() instanceof Main main)) {
            throw new IllegalStateException("This is a command of heddle");
        }
        Printer printer = new Printer(main.around(), json);
        try (Session session = new Session(main.around(), json)) {
            return run(session);
        } catch (Failure failure) {
            printer.failure(failure);
            return failure.exitCode();
        }
    }
}
