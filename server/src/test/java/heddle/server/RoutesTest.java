package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.http.RoutesTable;
import heddle.testkit.Api;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final Api nobody = TestServer.shared().as(null);

    @Test
    void docsNameEveryRoute() throws IOException {
        String written = Files.readString(Path.of("..", "docs", "ROUTES.md"));
        assertThat(written)
                .as("run ./heddle routes")
                .isEqualTo(withoutClock(
                        RoutesTable.render(TestServer.shared().app().routes().all())));
    }

    /** The test clock is there only under its setting. */
    private static String withoutClock(String table) {
        return table.lines().filter(l -> !l.contains("/v1/platform/clock")).reduce("", (a, b) -> a + b + "\n");
    }

    @Test
    void tellsAnUnknownPathFromAWrongVerb() {
        nobody.get("/v1/nothing").refused(404, "ROUTE_NOT_FOUND");
        assertThat(nobody.delete("/v1/keys").refused(405, "METHOD_NOT_ALLOWED").header("Allow"))
                .isEqualTo("GET, POST");
    }

    @Test
    void publishesItsContract() {
        var document = nobody.get("/docs/openapi.json").is(200).json();
        assertThat(document.path("openapi").stringValue()).isEqualTo("3.1.0");
        long operations = document.path("paths")
                .propertyStream()
                .mapToLong(p -> p.getValue().size())
                .sum();
        assertThat(operations)
                .isEqualTo(TestServer.shared().app().routes().all().size());
    }

    @Test
    void servesItsPages() {
        assertThat(nobody.get("/").is(200).text()).contains("Heddle").contains("/docs");
        assertThat(nobody.get("/docs").is(200).text()).contains("/docs/scalar.js");
        assertThat(nobody.get("/docs/scalar.js").is(200).text()).hasSizeGreaterThan(1_000_000);
        assertThat(nobody.get("/health").is(200).json().path("status").stringValue())
                .isEqualTo("ok");
        assertThat(nobody.get("/ready").is(200).data().path("status").stringValue())
                .isEqualTo("ready");
    }
}
