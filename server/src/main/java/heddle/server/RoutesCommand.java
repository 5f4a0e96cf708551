package heddle.server;

import heddle.kernel.config.Config;
import heddle.kernel.http.RoutesTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes docs/ROUTES.md from the declarations. */
@Command(name = "routes", mixinStandardHelpOptions = true, description = "Write the table of all routes.")
final class RoutesCommand implements Runnable {
    @Option(names = "--out", defaultValue = "docs/ROUTES.md", description = "The file to write")
    Path out = Path.of("docs/ROUTES.md");

    @Override
    public void run() {
        String table = Direct.with(
                Config.read(), app -> RoutesTable.render(app.routes().all()));
        try {
            Files.writeString(out, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
