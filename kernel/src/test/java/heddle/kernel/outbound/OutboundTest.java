package heddle.kernel.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import heddle.kernel.http.Cidr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundTest {
    private static final String PUBLIC = "93.184.216.34";

    private final List<String> seen = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        port = server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void refusesANameWhenOneOfItsAddressesIsPrivate() {
        Outbound outbound = new Outbound(closed(), host -> addresses(PUBLIC, "10.0.0.7"), OutboundTest::trust);
        assertThatThrownBy(() -> outbound.send(OutboundRequest.get(URI.create("http://both.example/"))))
                .isInstanceOf(OutboundRefused.class)
                .hasMessageContaining("both.example")
                .hasMessageNotContaining("10.0.0.7");
    }

    @Test
    void asksForANameOnceAndConnectsToWhatItHeard() {
        AtomicInteger asked = new AtomicInteger();
        // Nobody listens at the first answer; whoever asks twice, or connects to the name, reaches this test's server.
        HostLookup rebinding = host -> addresses(asked.getAndIncrement() == 0 ? "127.0.0.2" : "127.0.0.1");
        Reach reach = new Reach(List.of(Cidr.parse("127.0.0.2").orElseThrow()));
        Outbound outbound = new Outbound(reach, rebinding, OutboundTest::trust);
        assertThatThrownBy(
                        () -> outbound.send(OutboundRequest.get(URI.create("http://rebind.example:" + port + "/echo"))))
                .isInstanceOf(OutboundFailed.class);
        assertThat(asked).hasValue(1);
        assertThat(seen).isEmpty();
    }

    @Test
    void sendsTheNameThatWasAskedFor() {
        Outbound outbound = new Outbound(open(), host -> addresses("127.0.0.1"), OutboundTest::trust);
        OutboundResponse answer = outbound.send(
                OutboundRequest.get(URI.create("http://named.example:" + port + "/echo?a=%26b&c=d%20e#not-sent"))
                        .header("X-Mine", "yes"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).isEqualTo("text/plain");
        assertThat(answer.text())
                .startsWith("GET /echo?a=%26b&c=d%20e")
                .contains("host=named.example:" + port)
                .contains("x-mine=yes");
    }

    @Test
    void sendsBodiesOfAnySize() {
        String body = "ä".repeat(300_000);
        OutboundResponse answer = local().send(
                        OutboundRequest.post(uri("/echo"), "text/plain", body).maxBytes(2_000_000));
        assertThat(answer.text()).startsWith("POST /echo").endsWith(body).contains("content-length=600000");
        assertThat(local().send(OutboundRequest.form(uri("/echo"), Map.of("a b", "1&2")))
                        .text())
                .endsWith("a+b=1%262");
        assertThat(local().send(OutboundRequest.of("DELETE", uri("/echo"), new byte[0]))
                        .text())
                .startsWith("DELETE /echo");
    }

    @Test
    void bringsFailuresOfTheOtherServerBackAsAnswers() {
        assertThat(local().send(OutboundRequest.get(uri("/status/503"))).status())
                .isEqualTo(503);
        assertThat(local().send(OutboundRequest.get(uri("/status/204"))).body()).isEmpty();
    }

    @Test
    void followsRedirectsOnlyWhenAsked() {
        assertThat(local().send(OutboundRequest.get(uri("/to?/echo"))).status()).isEqualTo(302);
        OutboundResponse followed = local().send(OutboundRequest.post(uri("/to?/echo"), "text/plain", "x")
                .followingRedirects(1));
        assertThat(followed.text()).startsWith("GET /echo").doesNotContain("content-type=text/plain");
        OutboundResponse kept = local().send(OutboundRequest.post(uri("/to307?/echo"), "text/plain", "body")
                .followingRedirects(1));
        assertThat(kept.text()).startsWith("POST /echo").endsWith("body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/",
                "http://[::1]/",
                "http://169.254.169.254/",
                "file:///etc/passwd",
                "//2130706433/"
            })
    void holdsRedirectsToTheSameRules(String target) {
        assertThatThrownBy(() ->
                        local().send(OutboundRequest.get(uri("/to?" + target)).followingRedirects(1)))
                .isInstanceOf(OutboundRefused.class);
        assertThat(seen).hasSize(1);
    }

    @Test
    void callsTheWebsPortsOnlyWhereItIsAskedTo() {
        Reach loopback = new Reach(List.of(Cidr.parse("127.0.0.1").orElseThrow()));
        HostLookup lookup = host -> addresses(host.equals("near.example") ? "127.0.0.1" : PUBLIC);
        Outbound outbound = new Outbound(loopback, lookup, OutboundTest::trust);
        String far = "http://far.example:8080/";
        String near = "http://near.example:" + port + "/";
        for (String url : List.of(far, near + "to?" + far)) {
            OutboundRequest request =
                    OutboundRequest.get(URI.create(url)).followingRedirects(1).webPortsOnly();
            assertThatThrownBy(() -> outbound.send(request))
                    .as(url)
                    .isInstanceOf(OutboundRefused.class)
                    .hasMessageContaining("80 and 443");
        }
        OutboundRequest opened =
                OutboundRequest.get(URI.create(near + "status/204")).webPortsOnly();
        assertThat(outbound.send(opened).status()).isEqualTo(204);
    }

    @Test
    void stopsAfterAsManyRedirectsAsItIsTold() {
        assertThatThrownBy(() -> local().send(OutboundRequest.get(uri("/loop")).followingRedirects(5)))
                .isInstanceOf(RedirectedTooOften.class)
                .hasMessageContaining("redirects more than 5 times");
        assertThat(seen).hasSize(6);
    }

    @Test
    void keepsCredentialsFromAnotherOrigin() {
        Outbound outbound = new Outbound(open(), host -> addresses("127.0.0.1"), OutboundTest::trust);
        OutboundResponse answer = outbound.send(OutboundRequest.get(
                        URI.create("http://one.example:" + port + "/to?http://two.example:" + port + "/echo"))
                .header("Authorization", "Bearer secret")
                .header("X-Api-Key", "secret")
                .header("Accept", "text/plain")
                .followingRedirects(1));
        assertThat(answer.text())
                .contains("host=two.example", "accept=text/plain")
                .doesNotContain("secret");
        OutboundResponse same =
                outbound.send(OutboundRequest.get(URI.create("http://one.example:" + port + "/to?/echo"))
                        .header("Authorization", "Bearer secret")
                        .followingRedirects(1));
        assertThat(same.text()).contains("secret");
    }

    @Test
    void endsLongAnswers() {
        assertThatThrownBy(
                        () -> local().send(OutboundRequest.get(uri("/endless")).maxBytes(10_000)))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageContaining("longer than 10000 bytes");
    }

    @Test
    void endsSlowAnswersAlsoWhenTheyDrip() throws IOException {
        try (ServerSocket dripping = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> drip(dripping));
            URI uri = URI.create("http://127.0.0.1:" + dripping.getLocalPort() + "/");
            long began = System.nanoTime();
            assertThatThrownBy(() -> local().send(OutboundRequest.get(uri).timeout(Duration.ofMillis(600))))
                    .isInstanceOf(OutboundFailed.class)
                    .hasMessageContaining("within 600 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThatThrownBy(() -> local().send(OutboundRequest.get(URI.create("http://127.0.0.1:" + free + "/"))))
                .isInstanceOf(OutboundFailed.class);
        Outbound nameless = new Outbound(
                open(),
                host -> {
                    throw new UnknownHostException(host);
                },
                OutboundTest::trust);
        assertThatThrownBy(() -> nameless.send(OutboundRequest.get(URI.create("http://nowhere.example/"))))
                .isInstanceOf(OutboundFailed.class)
                .hasMessageContaining("no address");
    }

    @Test
    void refusesHeadersThatWouldBreakTheMessage() {
        for (String[] header : new String[][] {
            {"X-A", "1\r\nX-B: 2"},
            {"X-A\r\nX-B", "2"},
            {"Host", "evil"},
            {"content-length", "3"},
            {"X A", "1"},
            {"X-A", "ä"},
        }) {
            assertThatThrownBy(
                            () -> local().send(OutboundRequest.get(uri("/echo")).header(header[0], header[1])))
                    .isInstanceOf(OutboundRefused.class);
        }
        assertThatThrownBy(() -> local().send(OutboundRequest.of("TRACE", uri("/echo"), new byte[0])))
                .isInstanceOf(OutboundRefused.class);
        assertThat(seen).isEmpty();
    }

    private static Reach closed() {
        return new Reach(List.of());
    }

    private static Reach open() {
        return new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));
    }

    private static Outbound local() {
        return new Outbound(open());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static InetAddress[] addresses(String... literals) {
        List<InetAddress> out = new ArrayList<>();
        for (String literal : literals) {
            out.add(InetAddress.ofLiteral(literal));
        }
        return out.toArray(InetAddress[]::new);
    }

    private static SSLContext trust() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        seen.add(uri.toString());
        byte[] received = exchange.getRequestBody().readAllBytes();
        try (exchange) {
            switch (uri.getPath()) {
                case "/to" -> redirect(exchange, 302, uri.getRawQuery());
                case "/to307" -> redirect(exchange, 307, uri.getRawQuery());
                case "/loop" -> redirect(exchange, 302, "/loop");
                case "/endless" -> endless(exchange);
                case "/echo" -> echo(exchange, received);
                default ->
                    exchange.sendResponseHeaders(Integer.parseInt(uri.getPath().substring("/status/".length())), -1);
            }
        }
    }

    private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(status, -1);
    }

    private static void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = new byte[4096];
        for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(block);
        }
    }

    private static void echo(HttpExchange exchange, byte[] received) throws IOException {
        StringBuilder out = new StringBuilder();
        out.append(exchange.getRequestMethod())
                .append(' ')
                .append(exchange.getRequestURI())
                .append('\n');
        exchange.getRequestHeaders()
                .forEach((name, values) -> out.append(name.toLowerCase(java.util.Locale.ROOT))
                        .append('=')
                        .append(String.join(",", values))
                        .append('\n'));
        out.append(new String(received, StandardCharsets.UTF_8));
        byte[] body = out.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().close();
    }

    /** Sends one byte after the other, so that no single read has to wait long. */
    private static void drip(ServerSocket listening) {
        try (Socket socket = listening.accept()) {
            byte[] head = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
            socket.getOutputStream().write(head);
            while (true) {
                socket.getOutputStream().write('x');
                socket.getOutputStream().flush();
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
        } catch (IOException clientLeft) {
            assertThat(listening.isBound()).isTrue();
        }
    }
}
