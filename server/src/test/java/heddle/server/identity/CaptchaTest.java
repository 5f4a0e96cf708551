package heddle.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import heddle.server.TestServer;
import heddle.server.TestTenant;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The captcha's provider is somebody else's server: no transaction waits for it. */
class CaptchaTest {
    private static final int LOOKS = 20;

    private final List<Integer> leastOpen = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer provider;
    private TestServer server;
    private TestTenant tenant;
    private Api door;

    CaptchaTest() throws IOException {
        provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        provider.createContext("/", this::verify);
        provider.start();
        server = TestServer.start(
                TestDatabase.fresh(),
                Map.of(
                        "HEDDLE_CAPTCHA_URL",
                        "http://localhost:" + provider.getAddress().getPort() + "/",
                        "HEDDLE_OUTBOUND_ALLOW",
                        "127.0.0.0/8,::1"));
        tenant = server.tenant();
        door = Person.door(tenant);
    }

    @BeforeEach
    void protect() {
        tenant.api()
                .post(
                        "/v1/auth-config",
                        "{\"methods\":{\"magic_link\":true},\"captcha\":{\"provider\":\"turnstile\",\"site_key\":\"k\","
                                + "\"secret\":\"s\",\"protect\":[\"signup\",\"login\",\"forgot\"]}}")
                .is(200);
    }

    @AfterEach
    void close() {
        server.close();
        provider.stop(0);
    }

    /** Answers as late as it takes to look for open transactions; one that waits for us is open at every look. */
    private void verify(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        int least = Integer.MAX_VALUE;
        for (int look = 0; look < LOOKS; look++) {
            least = Math.min(least, idleTransactions());
        }
        leastOpen.add(least);
        boolean good =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).contains("response=right");
        byte[] verdict = ("{\"success\":" + good + "}").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, verdict.length);
        exchange.getResponseBody().write(verdict);
        exchange.close();
    }

    private int idleTransactions() {
        return server.app()
                .kernel()
                .db()
                .systemTx(
                        "the tests look at all transactions",
                        tx -> tx.query("""
                        select count(*) from pg_stat_activity
                        where datname = current_database() and state = 'idle in transaction'
                        """).mapTo(Integer.class).one());
    }

    private Answer signUp(Api api, String email, String captcha) {
        return api.post(
                "/v1/auth/signup",
                "{\"email\":\"%s\",\"password\":\"%s\",\"turnstile_token\":\"%s\"}"
                        .formatted(email, Person.PASSWORD, captcha));
    }

    @Test
    void isAskedOutsideEveryTransaction() {
        String email = Person.address();
        Api keyed = door.with("Idempotency-Key", "of a sign-up");
        Answer first = signUp(keyed, email, "right").is(201);
        Answer again = signUp(keyed, email, "right").is(201);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.data()).isEqualTo(first.data());
        assertThat(asked).as("a replay asks nobody").hasValue(1);
        door.with("Idempotency-Key", "of a sign-in")
                .post(
                        "/v1/auth/login",
                        "{\"email\":\"%s\",\"password\":\"%s\",\"turnstile_token\":\"right\"}"
                                .formatted(email, Person.PASSWORD))
                .is(200);
        door.with("Idempotency-Key", "of a reset")
                .post("/v1/auth/forgot-password", "{\"email\":\"%s\",\"turnstile_token\":\"right\"}".formatted(email))
                .is(200);
        assertThat(leastOpen).containsExactly(0, 0, 0);
    }

    @Test
    void refusesWhoDoesNotPassIt() {
        String email = Person.address();
        signUp(door, email, "wrong").refused(403, "CAPTCHA_FAILED");
        Api keyed = door.with("Idempotency-Key", "of a failure");
        signUp(keyed, email, "wrong").refused(403, "CAPTCHA_FAILED");
        assertThat(signUp(keyed, email, "wrong").refused(403, "CAPTCHA_FAILED").header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(asked).hasValue(2);
        signUp(door, email, "right").is(201);
    }
}
