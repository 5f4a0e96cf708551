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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an output cites. */
class CitationsTest {
    private static final Reach LOOPBACK =
            new Reach(List.of(Cidr.parse("127.0.0.0/8").orElseThrow()));

    private HttpServer server;
    private String base;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath().substring(1);
            boolean shy = path.equals("get-only") && exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(shy ? 405 : path.matches("[0-9]+") ? Integer.parseInt(path) : 200, -1);
            exchange.close();
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static Finding judge(Reach reach, String spec, String output) {
        CitationsKind kind = new CitationsKind(new WebCalls(new Outbound(reach)));
        Spec read = Spec.of("spec", Json.parse(spec), new ArrayList<>());
        kind.check(read);
        assertThat(read.faults()).isEmpty();
        return kind.judge(read, new Subject(new Delivery("", output, List.of()), 0, Progress.none()));
    }

    private Finding cites(String spec, String... paths) {
        StringBuilder output = new StringBuilder();
        for (String path : paths) {
            output.append("As they say (").append(base).append('/').append(path).append(").\n");
        }
        return judge(LOOPBACK, spec, output.toString());
    }

    @ParameterizedTest
    @CsvSource({"200,OK,true", "get-only,OK,true", "404,OK,false", "410,OK,false", "500,ERROR,false", "403,ERROR,false"
    })
    void everyOneLeadsSomewhere(String path, State state, boolean passed) {
        Finding finding = cites("{\"min\":2}", "fine", path);
        assertThat(finding.state()).as(finding.message()).isEqualTo(state);
        assertThat(finding.passed()).isEqualTo(passed);
    }

    @Test
    void oneThatIsGoneOutweighsOneThatIsUnknown() {
        assertThat(cites("{}", "500", "404").state()).isEqualTo(State.OK);
    }

    /** Whether names can be looked up at all is known by another of them. */
    @Test
    void aHostThatIsNowhereIsMadeUpWhereOtherNamesAreFound() {
        Reach local = new Reach(List.of(
                Cidr.parse("127.0.0.0/8").orElseThrow(), Cidr.parse("::1/128").orElseThrow()));
        String nowhere = " http://nowhere.invalid/ ";
        assertThat(judge(local, "{}", base + nowhere).state()).isEqualTo(State.ERROR);
        Finding madeUp = judge(local, "{}", nowhere + base.replace("127.0.0.1", "localhost"));
        assertThat(madeUp.state()).as(madeUp.message()).isEqualTo(State.OK);
        assertThat(madeUp.passed()).isFalse();
        assertThat(madeUp.evidence()).contains("nowhere.invalid");
    }

    @Test
    void countsEachOnce() {
        assertThat(cites("{\"min\":2}", "a", "a").passed()).isFalse();
        assertThat(cites("{\"min\":2}", "a", "b").passed()).isTrue();
        String many = "http://127.0.0.1/%d ".repeat(26).formatted(range());
        assertThat(judge(LOOPBACK, "{}", many).message()).contains("too many");
    }

    private static Object[] range() {
        return java.util.stream.IntStream.range(0, 26).boxed().toArray();
    }

    @Test
    void takesAllowedDomainsOnly() {
        assertThat(cites("{\"allow\":\"127.0.0.1\"}", "a").passed()).isTrue();
        Finding other = cites("{\"allow\":[\"example.org\"]}", "a");
        assertThat(other.state()).isEqualTo(State.OK);
        assertThat(other.passed()).isFalse();
        assertThat(judge(LOOPBACK, "{\"allow\":[\"ample.org\"]}", "http://example.org/")
                        .message())
                .contains("not of an allowed domain");
    }

    @Test
    void callsNobodyWhoIsNotPublic() {
        Finding refused = judge(new Reach(List.of()), "{}", base + "/secret");
        assertThat(refused.state()).isEqualTo(State.OK);
        assertThat(refused.passed()).isFalse();
    }

    @Test
    void findsUrlsInProse() {
        assertThat(CitationsKind.cited("See [it](https://a.example/x?y=1), <http://b.example>; https://c.example/p."))
                .containsExactly("https://a.example/x?y=1", "http://b.example", "https://c.example/p");
        assertThat(CitationsKind.cited("(https://a.example/Loom_(mill)) [b](https://b.example)(https://c.example/(d)."))
                .containsExactly("https://a.example/Loom_(mill)", "https://b.example", "https://c.example/(d)");
        assertThat(CitationsKind.cited("https://a.example/x(see below) “https://b.example/y” https://c.example/z。"))
                .containsExactly("https://a.example/x", "https://b.example/y", "https://c.example/z");
    }
}
