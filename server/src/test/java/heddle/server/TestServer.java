package heddle.server;

import heddle.kernel.config.Config;
import heddle.testkit.Api;
import heddle.testkit.Contract;
import heddle.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The program under test, started once for the whole test JVM; each test works in a tenant of its own. Tests that need a
 * second node or other settings start one with {@link #start}.
 */
public final class TestServer implements AutoCloseable {
    public static final String PLATFORM_KEY = "platform-key-of-the-tests";

    public static final String SECRET = "a-secret-of-the-tests-that-is-long-enough";

    private static @Nullable TestServer shared;

    private final App app;
    private final Contract contract;

    private TestServer(App app) {
        this.app = app;
        this.contract = new Contract(
                new Api(base(), null, (String) null).get("/docs/openapi.json").json());
    }

    /** The server that all tests share. */
    public static synchronized TestServer shared() {
        if (shared == null) {
            TestServer server = start(TestDatabase.fresh(), Map.of());
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::close));
            shared = server;
        }
        return shared;
    }

    /** A server on a database, which may be shared with other servers. */
    public static TestServer start(String databaseUrl, Map<String, String> settings) {
        try {
            Path home = Files.createTempDirectory("heddle-home");
            Map<String, String> environment = new HashMap<>(Map.of(
                    "HEDDLE_HOME",
                    home.toString(),
                    "HEDDLE_PORT",
                    "0",
                    "HEDDLE_ENV",
                    "test",
                    "HEDDLE_TEST_CLOCK",
                    "true",
                    "HEDDLE_RATE_LIMITS",
                    "off",
                    "HEDDLE_SECRET",
                    SECRET,
                    "HEDDLE_PLATFORM_KEY",
                    PLATFORM_KEY,
                    "HEDDLE_DATABASE_URL",
                    databaseUrl));
            environment.putAll(settings);
            return new TestServer(App.assemble(Config.read(environment, home)).serve());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public App app() {
        return app;
    }

    public String base() {
        return "http://localhost:" + app.port();
    }

    /** A caller with a token, or with none. */
    public Api as(@Nullable String token) {
        return new Api(base(), contract, token);
    }

    public Api operator() {
        return as(PLATFORM_KEY);
    }

    /** A new tenant, as its first key sees it. */
    public TestTenant tenant() {
        var created = operator()
                .post("/v1/platform/tenants", "{\"name\":\"Test\",\"plan_tier\":\"enterprise\"}")
                .is(201);
        return new TestTenant(this, created.id(), created.data().path("token").stringValue());
    }

    @Override
    public void close() {
        app.close();
    }
}
