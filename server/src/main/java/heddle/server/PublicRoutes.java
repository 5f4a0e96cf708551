package heddle.server;

import static heddle.kernel.access.Permission.PUBLIC;

import heddle.kernel.http.OpenApi;
import heddle.kernel.http.Reply;
import heddle.kernel.http.Request;
import heddle.kernel.http.Routes;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import tools.jackson.databind.node.ObjectNode;

/** What anybody may see: the landing page, the documentation, and whether the server is well. */
final class PublicRoutes {
    static final String SERVICE = "heddle";
    static final String VERSION = "1.0.0";
    private static final String GROUP = "Public";
    private static final int DATABASE_SECONDS = 1;
    private static final Duration CHECKED_FOR = Duration.ofSeconds(1);
    private static final String PAGE_POLICY = "default-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    /** The reference viewer injects its styles at run time. */
    private static final String DOCS_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";

    record Health(String status, String service, String version, Instant timestamp, String region, long uptime) {}

    record Ready(String status, String service, Instant timestamp) {}

    private record Checked(boolean well, Instant at) {}

    private final DataSource database;
    private final InstantSource time;
    private final String region;
    private final AtomicBoolean draining;
    private final Routes routes;
    private final Instant startedAt;
    private final Supplier<byte[]> openApi;
    private volatile Checked checked;

    PublicRoutes(DataSource database, InstantSource time, String region, AtomicBoolean draining, Routes routes) {
        this.database = database;
        this.time = time;
        this.region = region;
        this.draining = draining;
        this.routes = routes;
        this.startedAt = time.instant();
        this.checked = new Checked(true, Instant.MIN);
        this.openApi = new Once<>(() -> Json.bytes(new OpenApi().document(routes.all(), VERSION)));
    }

    void declare() {
        routes.get("/", PUBLIC)
                .group(GROUP)
                .summary("Landing page")
                .produces("text/html")
                .to("Public.landing", in -> page("landing.html", PAGE_POLICY));
        routes.get("/docs", PUBLIC)
                .group(GROUP)
                .summary("API documentation UI")
                .produces("text/html")
                .to("Public.docs", in -> page("docs.html", DOCS_POLICY));
        routes.get("/docs/openapi.json", PUBLIC)
                .group(GROUP)
                .summary("OpenAPI specification")
                .produces("application/openapi+json")
                .to("Public.openapi", in -> Reply.bytes(200, "application/json", openApi.get()));
        routes.get("/health", PUBLIC)
                .group(GROUP)
                .summary("Health check")
                .gives(200, Health.class)
                .quiet()
                .to("Public.health", this::health);
        routes.get("/ready", PUBLIC)
                .group(GROUP)
                .summary("Readiness probe")
                .gives(200, Ready.class)
                .quiet()
                .to("Public.ready", this::ready);
        asset("/heddle.css", "text/css", "heddle.css");
        asset("/docs/docs.js", "text/javascript", "docs.js");
        routes.get("/docs/scalar.js", PUBLIC)
                .group(GROUP)
                .summary("The documentation viewer")
                .produces("text/javascript")
                .quiet()
                .to(
                        "Public.viewer",
                        in -> Reply.bytes(
                                        200,
                                        "text/javascript",
                                        resource("/META-INF/resources/webjars/scalar/scalar.js"))
                                .header("Cache-Control", "public, max-age=86400"));
    }

    private void asset(String path, String type, String file) {
        routes.get(path, PUBLIC)
                .group(GROUP)
                .summary("Asset of the pages")
                .produces(type)
                .quiet()
                .to(
                        "Public." + file.replace(".", "_"),
                        in -> Reply.bytes(200, type + "; charset=utf-8", resource(file))
                                .header("Cache-Control", "public, max-age=3600"));
    }

    private static Reply page(String file, String policy) {
        return Reply.html(new String(resource(file), StandardCharsets.UTF_8)).header("Content-Security-Policy", policy);
    }

    /** Studio's clients read {@code status} at the top, Base's in the envelope. */
    private Reply health(Request in) {
        String status = databaseWell() ? "ok" : "degraded";
        Instant now = time.instant();
        long uptime = Math.max(0, Duration.between(startedAt, now).toSeconds());
        ObjectNode body = Json.object();
        body.put("success", true);
        body.put("status", status);
        body.set("data", Json.mapper().valueToTree(new Health(status, SERVICE, VERSION, now, region, uptime)));
        body.put("request_id", in.caller().requestId());
        return Reply.bytes(200, "application/json", Json.bytes(body));
    }

    private Reply ready(Request in) {
        if (draining.get()) {
            throw Problem.unavailable("NOT_READY", "This server is stopping");
        }
        if (!databaseWell()) {
            throw Problem.unavailable("NOT_READY", "The database does not answer");
        }
        return Reply.ok(new Ready("ready", SERVICE, time.instant()));
    }

    private boolean databaseWell() {
        Instant now = time.instant();
        Checked last = checked;
        if (last.at().plus(CHECKED_FOR).isAfter(now)) {
            return last.well();
        }
        boolean well = false;
        try (Connection connection = database.getConnection()) {
            well = connection.isValid(DATABASE_SECONDS);
        } catch (SQLException e) {
            well = false;
        }
        checked = new Checked(well, now);
        return well;
    }

    private static byte[] resource(String name) {
        try (InputStream in = PublicRoutes.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
