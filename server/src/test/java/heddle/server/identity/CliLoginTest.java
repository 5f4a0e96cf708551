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

/** Codes that a person reads on a page and types into a terminal. */
class CliLoginTest {
    private final TestServer server = TestServer.shared();
    private final PlatformPerson person = PlatformPerson.register(server);

    private String code() {
        Answer answer = person.api().post("/api/cli/code").is(200);
        assertThat(answer.json().path("expires_in").intValue()).isEqualTo(300);
        String code = answer.json().path("code").stringValue();
        assertThat(code).matches("[2-9A-HJKMNP-TV-Z]{8}");
        return code;
    }

    private Answer exchange(String code) {
        return server.as(null).post("/api/cli/exchange", "{\"code\":\"%s\",\"name\":\"loom\"}".formatted(code));
    }

    private static void isInvalid(Answer answer) {
        assertThat(answer.is(400).json().path("code").stringValue()).isEqualTo("INVALID_CODE");
    }

    @Test
    void aCodeGivesAKeyOnce() {
        String code = code();
        Answer in = exchange(code.substring(0, 4).toLowerCase(java.util.Locale.ROOT) + "-" + code.substring(4))
                .is(200);
        assertThat(in.json().path("user").path("id").stringValue()).isEqualTo(person.id());
        String key = in.json().path("api_key").stringValue();
        assertThat(server.as(key).get("/api/whoami").is(200).json().path("user").path("scopes"))
                .hasSize(6);
        isInvalid(exchange(code));
        server.as(key).post("/api/cli/code").is(403);
    }

    @Test
    void ofManyAtOnceOneGetsIt() throws Exception {
        String code = code();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                all.add(threads.submit(() -> exchange(code).status()));
            }
            int done = 0;
            for (Future<Integer> one : all) {
                done += one.get() == 200 ? 1 : 0;
            }
            assertThat(done).isEqualTo(1);
        }
    }

    @Test
    void fiveWrongTriesEndACode() {
        String code = code();
        String wrong = code.substring(0, 7) + (code.endsWith("2") ? "3" : "2");
        for (int i = 0; i < 5; i++) {
            isInvalid(exchange(wrong));
        }
        isInvalid(exchange(code));
    }

    @Test
    void aCodeLivesFiveMinutes() {
        String code = code();
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":301}")
                .is(200);
        isInvalid(exchange(code));
        isInvalid(exchange("short"));
    }

    @Test
    void theSameMachineHasOneKey() {
        String first = exchange(code()).is(200).json().path("api_key").stringValue();
        String second = exchange(code()).is(200).json().path("api_key").stringValue();
        server.as(first).get("/api/whoami").is(401);
        server.as(second).post("/api/cli/logout").is(200);
        server.as(second).get("/api/whoami").is(401);
        person.api().post("/api/cli/logout").is(400);
    }

    @Test
    void thePageShowsACodeToWhoeverIsSignedIn() {
        Api page = person.browser();
        Answer asked = page.get("/cli").is(200);
        assertThat(asked.text()).contains("action=\"/cli\"", person.email()).doesNotContain("<script", "<output");
        assertThat(asked.header("Content-Security-Policy")).contains("default-src 'none'");
        String shown = PlatformPerson.form(page, "/cli", Map.of()).is(200).text();
        String code = shown.replaceAll("(?s).*<output[^>]*>([A-Z0-9-]{9})</output>.*", "$1");
        assertThat(exchange(code).is(200).json().at("/user/id").stringValue()).isEqualTo(person.id());
        PlatformPerson.form(page.with("Origin", "https://evil.example"), "/cli", Map.of())
                .is(403);
        Api key = new Api(server.base(), null, person.key("read")).with("Origin", server.base());
        assertThat(PlatformPerson.form(key, "/cli", Map.of()).is(302).header("Location"))
                .isEqualTo("/market/sign-in?to=%2Fcli");
    }

    @Test
    void fiveExchangesAMinuteFromOneAddress() {
        try (TestServer limited = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_RATE_LIMITS", "on"))) {
            for (int i = 0; i < 5; i++) {
                limited.as(null)
                        .post("/api/cli/exchange", "{\"code\":\"AAAAAAAA\"}")
                        .is(400);
            }
            limited.as(null)
                    .post("/api/cli/exchange", "{\"code\":\"AAAAAAAA\"}")
                    .is(429);
        }
    }
}
