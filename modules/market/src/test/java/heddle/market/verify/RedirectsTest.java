package heddle.market.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import heddle.kernel.http.Cidr;
import heddle.kernel.json.Json;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.outbound.Reach;
import heddle.market.verify.Verdict.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far verifiers let themselves be led. {@code /3} redirects to {@code /2} and so on; {@code /0} is the page. */
class RedirectsTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private String base;
    private volatile String closed = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod());
            int left = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            if (left > 0) {
                String to = left == 1 ? closed : "";
                exchange.getResponseHeaders().set("Location", to + "/" + (left - 1));
            }
            exchange.sendResponseHeaders(left > 0 ? 302 : 200, -1);
            exchange.close();
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Finding judge(Kind kind, String spec, String output) {
        Spec read = Spec.of("spec", Json.parse(spec), new ArrayList<>());
        kind.check(read);
        assertThat(read.faults()).isEmpty();
        return kind.judge(read, new Subject(new Delivery("", output, List.of()), 0, Progress.none()));
    }

    private static WebCalls calls() {
        return new WebCalls(
                new Outbound(new Reach(List.of(Cidr.parse("127.0.0.1/32").orElseThrow()))));
    }

    private static Finding http(String spec, String output) {
        return judge(new HttpKind(calls()), spec, output);
    }

    private static Finding cites(String output) {
        return judge(new CitationsKind(calls()), "{}", output);
    }

    @Test
    void threeRedirectsAreFollowed() {
        assertThat(http("{\"url\":\"" + base + "/3\"}", "").passed()).isTrue();
        assertThat(http("{\"from\":\"output\"}", base + "/3").passed()).isTrue();
        assertThat(cites(base + "/3").passed()).isTrue();
    }

    @Test
    void aFourthOfAPlansUrlIsNoFaultOfTheWorker() {
        Finding finding = http("{\"url\":\"" + base + "/4\"}", "");
        assertThat(finding.state()).isEqualTo(State.ERROR);
        assertThat(finding.message()).isEqualTo("The URL leads to no answer: 127.0.0.1 redirects more than 3 times");
        assertThat(asked).as("one try, which would go as it went").hasSize(4);
    }

    @Test
    void aFourthOfTheOutputsUrlFails() {
        Finding finding = http("{\"from\":\"output\"}", base + "/4");
        assertThat(finding.state()).isEqualTo(State.OK);
        assertThat(finding.passed()).isFalse();
        assertThat(finding.message()).contains("redirects more than 3 times");
        assertThat(finding.evidence()).isEqualTo(base + "/4");
    }

    /** Publishers lead programs in circles; that says nothing of the page. */
    @Test
    void aFourthOfACitationLeavesItOpen() {
        Finding finding = cites(base + "/4");
        assertThat(finding.state()).isEqualTo(State.ERROR);
        assertThat(finding.message()).isEqualTo(base + "/4 leads to no page: 127.0.0.1 redirects more than 3 times");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theAddressOfEveryHopIsLookedAt(int hops) {
        closed = base.replace("127.0.0.1", "127.0.0.2");
        Finding http = http("{\"from\":\"output\"}", base + "/" + hops);
        assertThat(http.state()).isEqualTo(State.OK);
        assertThat(http.passed()).isFalse();
        assertThat(http.message()).contains("127.0.0.2 leads to an address that is not public");
        assertThat(asked).hasSize(hops);
        Finding cited = cites(base + "/" + hops);
        assertThat(cited.passed()).isFalse();
        assertThat(cited.message()).contains("127.0.0.2 leads to an address that is not public");
    }
}
