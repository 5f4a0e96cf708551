package heddle.kernel.captcha;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import heddle.kernel.http.Cidr;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.kernel.problem.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a stand-in for the provider. */
class CaptchaTest {
    private static final String GOOD = "{\"success\":true,\"hostname\":\"app.example\",\"error-codes\":[]}";

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private HttpServer provider;
    private volatile int status = 200;
    private volatile String answer = GOOD;

    @BeforeEach
    void start() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        provider.createContext("/verify", exchange -> {
            requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        provider.start();
    }

    @AfterEach
    void stop() {
        provider.stop(0);
    }

    @ParameterizedTest
    @EnumSource(Captcha.Provider.class)
    void passesWhatTheProviderPasses(Captcha.Provider which) {
        Captcha.Account account = new Captcha.Account(which, "s&cret", "APP.example");
        assertThatCode(() -> captcha().require(account, "answer", "203.0.113.9"))
                .doesNotThrowAnyException();
        assertThat(requests).containsExactly("secret=s%26cret&response=answer&remoteip=203.0.113.9");
        captcha().require(account, "answer", "");
        assertThat(requests.getLast()).isEqualTo("secret=s%26cret&response=answer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":false,\"error-codes\":[\"invalid-input-response\"]}",
                "{\"success\":false,\"error-codes\":[\"timeout-or-duplicate\"]}",
                "{\"success\":false}",
                "{\"success\":true,\"hostname\":\"evil.example\"}",
                "{\"success\":true}",
            })
    void refusesWhatTheProviderRefuses(String verdict) {
        answer = verdict;
        refused("app.example", "answer", 403, "CAPTCHA_FAILED");
    }

    @Test
    void asksForTheSiteOnlyWhereOneIsConfigured() {
        answer = "{\"success\":true}";
        assertThatCode(() -> captcha().require(account(null), "answer", "")).doesNotThrowAnyException();
    }

    @Test
    void doesNotAskAboutWhatCannotBeAnAnswer() {
        refused(null, null, 403, "CAPTCHA_FAILED");
        refused(null, " ", 403, "CAPTCHA_FAILED");
        refused(null, "x".repeat(2049), 403, "CAPTCHA_FAILED");
        assertThat(requests).isEmpty();
        captcha().require(account(null), "x".repeat(2048), "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"success\":\"true\"}",
                "{\"success\":false,\"error-codes\":[\"invalid-input-secret\"]}",
                "{\"success\":false,\"error-codes\":[\"internal-error\"]}",
            })
    void saysWhenTheProviderIsAtFault(String body) {
        answer = body;
        refused(null, "answer", 503, "CAPTCHA_UNAVAILABLE");
    }

    @Test
    void saysWhenTheProviderCannotBeAsked() {
        status = 500;
        refused(null, "answer", 503, "CAPTCHA_UNAVAILABLE");
        status = 400;
        answer = "{\"success\":false,\"error-codes\":[\"invalid-input-response\"]}";
        refused(null, "answer", 403, "CAPTCHA_FAILED");
        provider.stop(0);
        refused(null, "answer", 503, "CAPTCHA_UNAVAILABLE");
    }

    @Test
    void knowsItsProviders() {
        assertThat(Captcha.Provider.of("turnstile")).contains(Captcha.Provider.TURNSTILE);
        assertThat(Captcha.Provider.of("hcaptcha")).contains(Captcha.Provider.HCAPTCHA);
        assertThat(Captcha.Provider.of("other")).isEmpty();
    }

    private void refused(@Nullable String hostname, @Nullable String token, int expected, String code) {
        assertThatThrownBy(() -> captcha().require(account(hostname), token, ""))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(expected);
                    assertThat(problem.code()).isEqualTo(code);
                });
    }

    private static Captcha.Account account(@Nullable String hostname) {
        return new Captcha.Account(Captcha.Provider.TURNSTILE, "secret", hostname);
    }

    private Captcha captcha() {
        Outbound outbound =
                new Outbound(new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow())));
        return new Captcha(
                outbound, URI.create("http://127.0.0.1:" + provider.getAddress().getPort() + "/verify"));
    }
}
