package heddle.server;

import heddle.identity.tenant.Tenants;
import heddle.kernel.config.Config;
import heddle.kernel.config.Sensitive;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Starts everything and serves until it is told to stop. */
@Command(name = "up", mixinStandardHelpOptions = true, description = "Start the database and the server.")
final class UpCommand implements Runnable {
    private static final String DEMO = "Demo";

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        long began = InstantSource.system().millis();
        Config config = Config.read();
        App app = App.assemble(config);
        Optional<Tenants.Fresh> first = firstTenant(app, config);
        app.serve();
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
            app.close();
            stopped.countDown();
        }));
        String url = "http://localhost:" + app.port();
        Duration took = Duration.ofMillis(InstantSource.system().millis() - began);
        out.printf("Heddle is ready at %s (%.1f s). Documentation: %s/docs%n", url, took.toMillis() / 1000.0, url);
        first.ifPresent(fresh -> greet(out, url, fresh));
        out.flush();
        await(stopped);
    }

    private static Optional<Tenants.Fresh> firstTenant(App app, Config config) {
        String named = config.bootstrap().tenant();
        Sensitive key = config.bootstrap().key();
        if (named != null || key != null) {
            return app.tenants()
                    .createIfAbsent(named == null ? DEMO : named, key == null ? null : key.value())
                    .filter(f -> key == null);
        }
        return app.tenants().none() ? app.tenants().createIfAbsent(DEMO, null) : Optional.empty();
    }

    private static void greet(PrintWriter out, String url, Tenants.Fresh fresh) {
        out.printf("""

                This is the first start, so there is a tenant (%s) with a key that holds every scope.
                It is shown only now:

                  export HEDDLE_KEY=%s

                Try it:

                  curl -s %3$s/v1/object-types -H "Authorization: Bearer $HEDDLE_KEY" -H 'Content-Type: application/json' -d '{"name":"note","properties":[{"name":"text","data_type":"string"}]}'
                  curl -s %3$s/v1/objects/note -H "Authorization: Bearer $HEDDLE_KEY" -H 'Content-Type: application/json' -d '{"properties":{"text":"Hello, Heddle"}}'
                  curl -s %3$s/v1/objects/note/list -H "Authorization: Bearer $HEDDLE_KEY"

                """, fresh.slug(), fresh.token(), url);
    }

    private static void await(CountDownLatch stopped) {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
