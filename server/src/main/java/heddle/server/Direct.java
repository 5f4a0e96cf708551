package heddle.server;

import heddle.kernel.config.Config;
import java.util.function.Function;

/** Runs a command against the database itself, beside a running server or without one. */
final class Direct {
    private Direct() {}

    static <T> T with(Config config, Function<App, T> command) {
        App app = App.assemble(config);
        try {
            return command.apply(app);
        } finally {
            if (app.databaseAdopted()) {
                app.release();
            } else {
                app.close();
            }
        }
    }
}
