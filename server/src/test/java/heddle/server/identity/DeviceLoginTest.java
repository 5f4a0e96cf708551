package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Terminals without a browser, which a person lets in from a page elsewhere. */
class DeviceLoginTest {
    private final TestServer server = TestServer.shared();
    private final PlatformPerson person = PlatformPerson.register(server);
    private final Api page = person.browser();

    private record Waiting(String deviceCode, String userCode) {}

    private Waiting begin() {
        Answer begun = server.as(null)
                .post("/api/device/code", "{\"name\":\"loom <1>\"}")
                .is(200);
        return new Waiting(
                begun.json().path("device_code").stringValue(),
                begun.json().path("user_code").stringValue());
    }

    private Answer poll(Waiting waiting) {
        return server.as(null).post("/api/device/token", "{\"device_code\":\"%s\"}".formatted(waiting.deviceCode()));
    }

    private static void refused(Answer answer, String word) {
        assertThat(answer.is(400).json().path("error").stringValue()).isEqualTo(word);
        assertThat(answer.json().path("code").stringValue()).isEqualTo(word.toUpperCase(java.util.Locale.ROOT));
        assertThat(answer.json().at("/details/description").stringValue()).isNotBlank();
    }

    private void later(int seconds) {
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + seconds + "}")
                .is(200);
    }

    private static Answer say(Api page, String code, String decision) {
        return PlatformPerson.form(page, "/device", Map.of("user_code", code, "decision", decision));
    }

    @Test
    void aTerminalIsLetInOnce() {
        Answer begun = server.as(null).post("/api/device/code").is(200);
        assertThat(begun.json().path("user_code").stringValue()).matches("[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}");
        assertThat(begun.json().path("device_code").stringValue()).hasSize(43);
        assertThat(begun.json().path("verification_uri").stringValue()).isEqualTo(server.base() + "/device");
        assertThat(begun.json().path("verification_uri_complete").stringValue())
                .isEqualTo(server.base() + "/device?user_code="
                        + begun.json().path("user_code").stringValue());
        assertThat(begun.json().path("expires_in").intValue()).isEqualTo(900);
        assertThat(begun.json().path("interval").intValue()).isEqualTo(5);

        Waiting waiting = begin();
        refused(poll(waiting), "authorization_pending");
        later(5);
        assertThat(say(
                                page,
                                waiting.userCode()
                                        .toLowerCase(java.util.Locale.ROOT)
                                        .replace("-", " "),
                                "approve")
                        .is(200)
                        .text())
                .contains("loom &lt;1&gt;", "is let in");
        Answer in = poll(waiting).is(200);
        assertThat(in.json().at("/user/id").stringValue()).isEqualTo(person.id());
        Api terminal = server.as(in.json().path("api_key").stringValue());
        assertThat(terminal.get("/api/whoami").is(200).json().at("/user/scopes"))
                .hasSize(6);
        terminal.post("/api/cli/code").is(403);
        assertThat(person.api().get("/api/keys").is(200).text()).contains("cli: loom <1>");
        refused(poll(waiting), "expired_token");
    }

    @Test
    void whoPollsTooSoonWaitsFiveSecondsMoreFromThenOn() {
        Waiting waiting = begin();
        refused(poll(waiting), "authorization_pending");
        Answer soon = poll(waiting);
        refused(soon, "slow_down");
        assertThat(soon.json().at("/details/interval").intValue()).isEqualTo(10);
        later(9);
        Answer again = poll(waiting);
        refused(again, "slow_down");
        assertThat(again.json().at("/details/interval").intValue()).isEqualTo(15);
        say(page, waiting.userCode(), "approve").is(200);
        later(14);
        refused(poll(waiting), "slow_down");
        later(20);
        poll(waiting).is(200);
    }

    @Test
    void ofTwoPollsAtOnceOneGetsTheKey() throws Exception {
        Waiting waiting = begin();
        say(page, waiting.userCode(), "approve").is(200);
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> poll(waiting).status()));
            }
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> one : all) {
            statuses.add(one.get());
        }
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 400);
        assertThat(person.api().get("/api/keys").is(200).text().split("cli: loom", -1))
                .hasSize(2);
    }

    @Test
    void aRefusedTerminalIsTold() {
        Waiting waiting = begin();
        assertThat(say(page, waiting.userCode(), "deny").is(200).text()).contains("was refused");
        refused(poll(waiting), "access_denied");
        assertThat(say(page, waiting.userCode(), "approve").is(400).text()).contains("role=\"alert\"");
        later(5);
        refused(poll(waiting), "access_denied");
    }

    @Test
    void codesLiveAQuarterOfAnHour() {
        Waiting waiting = begin();
        later(901);
        refused(poll(waiting), "expired_token");
        assertThat(say(PlatformPerson.register(server).browser(), waiting.userCode(), "approve")
                        .is(400)
                        .text())
                .contains("older than 15 minutes");
        refused(poll(new Waiting("x".repeat(43), "")), "expired_token");
        server.as(null).post("/api/device/token", "{}").is(400);
    }

    @Test
    void thePageTellsWhoAsksBeforeItIsDecided() {
        Waiting waiting = begin();
        Answer asked = page.get("/device?user_code=" + waiting.userCode()).is(200);
        assertThat(asked.text())
                .contains("value=\"" + waiting.userCode() + "\"", person.email())
                .doesNotContain("loom", "Let it in");
        assertThat(asked.header("Content-Security-Policy")).contains("default-src 'none'");
        for (int i = 0; i < 7; i++) {
            Answer shown = PlatformPerson.form(page, "/device", Map.of("user_code", waiting.userCode()))
                    .is(200);
            assertThat(shown.text()).contains("loom &lt;1&gt;", "127.0.0.1", "Let it in", waiting.userCode());
        }
        refused(poll(waiting), "authorization_pending");
        assertThat(page.get("/device?user_code=%22%3E%3Cscript%3E").is(200).text())
                .doesNotContain("><script>");
    }

    @Test
    void fiveWrongTriesEndACodeAndTenStopWhoGuesses() {
        Waiting waiting = begin();
        String wrong = waiting.userCode().substring(0, 8) + (waiting.userCode().endsWith("2") ? "3" : "2");
        for (int i = 0; i < 5; i++) {
            say(page, wrong, "approve").is(400);
        }
        say(page, waiting.userCode(), "approve").is(400);
        Waiting other = begin();
        for (int i = 0; i < 4; i++) {
            say(page, "AAAA-AAAA", "approve").is(400);
        }
        say(page, other.userCode(), "approve").is(423);
        refused(poll(other), "authorization_pending");
    }

    @Test
    void onlyASignedInPersonOnOurPageDecides() {
        Waiting waiting = begin();
        Api nobody = PlatformPerson.inBrowser(server);
        assertThat(nobody.get("/device?user_code=" + waiting.userCode()).is(302).header("Location"))
                .isEqualTo("/market/sign-in?to=%2Fdevice%3Fuser_code%3D" + waiting.userCode());
        assertThat(PlatformPerson.signIn(
                                server,
                                person.email(),
                                PlatformPerson.PASSWORD,
                                "/device?user_code=" + waiting.userCode())
                        .is(302)
                        .header("Location"))
                .isEqualTo("/device?user_code=" + waiting.userCode());
        say(nobody, waiting.userCode(), "approve").is(302);
        say(page.with("Origin", "https://evil.example"), waiting.userCode(), "approve")
                .is(403);
        Api key = new Api(server.base(), null, person.key("read", "spend")).with("Origin", server.base());
        say(key, waiting.userCode(), "approve").is(302);
        refused(poll(waiting), "authorization_pending");
    }

    @Test
    void aClosedAccountGetsNoKey() {
        Waiting waiting = begin();
        PlatformPerson leaving = PlatformPerson.register(server);
        say(leaving.browser(), waiting.userCode(), "approve").is(200);
        server.app()
                .kernel()
                .db()
                .systemTx(
                        "closes an account as no route of the platform does yet",
                        tx -> tx.update("update identity.accounts set status = 'suspended' where id = :id")
                                .bind("id", leaving.id())
                                .execute());
        poll(waiting).is(403);
    }

    @Test
    void neitherCodeIsInTheDatabase() {
        Waiting waiting = begin();
        String rows = server.app()
                .kernel()
                .db()
                .systemTx(
                        "looks for codes in the clear",
                        tx -> tx.query("select coalesce(string_agg(p::text, ' '), '') from identity.proofs p")
                                .mapTo(String.class)
                                .one());
        assertThat(rows)
                .contains("loom")
                .doesNotContain(
                        waiting.deviceCode(),
                        waiting.userCode(),
                        waiting.userCode().replace("-", ""));
    }

    @Test
    void tenTerminalsAMinuteFromOneAddress() {
        try (TestServer limited = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_RATE_LIMITS", "on"))) {
            for (int i = 0; i < 10; i++) {
                limited.as(null).post("/api/device/code", "{}").is(200);
            }
            limited.as(null).post("/api/device/code", "{}").is(429);
        }
    }
}
