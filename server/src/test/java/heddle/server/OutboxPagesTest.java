package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Caller;
import heddle.kernel.outbox.OutMessage;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutboxPagesTest {
    private static final String ATTACK = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

    private final TestServer server = TestServer.shared();
    private final TestTenant tenant = server.tenant();
    private final Api nobody = server.as(null);

    @Test
    void showsLinksAndCodes() {
        String to = "page-" + tenant.id() + "@example.com";
        put(OutMessage.email(
                tenant.id(), to, "Sign in", "<p>Hi</p>", "Open https://app.example/in?token=a1&x=2 or type\n042817\n"));
        Answer page = nobody.get("/outbox?to=" + to).is(200);
        assertThat(page.text())
                .contains("Sign in", to, "href=\"https://app.example/in?token=a1&amp;x=2\"", ">042817<", ">kept<");
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        assertThat(page.header("Cache-Control")).isEqualTo("no-store");
        assertThat(nobody.get("/outbox?to=nobody-" + tenant.id() + "@example.com")
                        .is(200)
                        .text())
                .contains("Nothing here yet");
    }

    @Test
    void runsNoScriptOfAMessage() {
        String to = "attack-" + tenant.id() + "@example.com";
        String id = put(OutMessage.email(
                tenant.id(),
                to,
                "S " + ATTACK,
                "<p>Mail</p>" + ATTACK,
                "https://x.example/\"onmouseover=alert(1) javascript:alert(1)" + ATTACK));
        for (String path : new String[] {"/outbox?to=" + to, "/outbox/" + id}) {
            String page = nobody.get(path).is(200).text();
            assertThat(page)
                    .doesNotContain("<script", "<img", "href=\"javascript", "href=\"https://x.example/\"onmouseover");
        }
        assertThat(nobody.get("/outbox?to=%22%3E%3Cscript%3E").is(200).text()).doesNotContain("<script");
        String message = nobody.get("/outbox/" + id).text();
        assertThat(message).contains("<iframe", " sandbox ", "src=\"/outbox/" + id + "/html\"");
        Answer html = nobody.get("/outbox/" + id + "/html").is(200);
        assertThat(html.text()).contains("<p>Mail</p>");
        assertThat(html.header("Content-Security-Policy"))
                .contains("default-src 'none'", "sandbox")
                .doesNotContain("script-src", "allow-scripts");
    }

    @Test
    void showsAnSmsWithoutHtml() {
        String id = put(OutMessage.sms(tenant.id(), "+4915112345678", "123456 is your code"));
        assertThat(nobody.get("/outbox/" + id).is(200).text())
                .contains("123456 is your code", "+4915112345678")
                .doesNotContain("<iframe");
        nobody.get("/outbox/" + id + "/html").refused(404, "NOT_FOUND");
        nobody.get("/outbox/out_00000000000000000000000000").refused(404, "NOT_FOUND");
        assertThat(server.operator()
                        .get("/v1/platform/outbox?to=+4915112345678&limit=1")
                        .is(200)
                        .data()
                        .path("messages"))
                .hasSize(1);
    }

    @Test
    void isNotThereInProduction() {
        try (TestServer production = TestServer.start(
                TestDatabase.fresh(), Map.of("HEDDLE_ENV", "production", "HEDDLE_TEST_CLOCK", "false"))) {
            production.as(null).get("/outbox").refused(404, "ROUTE_NOT_FOUND");
            production.as(null).get("/outbox/out_1").refused(404, "ROUTE_NOT_FOUND");
            production.operator().get("/v1/platform/outbox").is(200);
            production.as(null).get("/v1/platform/outbox").refused(401, "UNAUTHORIZED");
        }
    }

    private String put(OutMessage message) {
        var kernel = server.app().kernel();
        return kernel.db()
                .tx(Caller.system(tenant.id(), "test"), tx -> kernel.outbox().put(tx, message));
    }
}
