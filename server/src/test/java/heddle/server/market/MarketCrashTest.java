package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import heddle.server.ServerProcess;
import heddle.server.TestServer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node dies while it verifies, or gives its verdict too late: the job has one verdict and the worker is paid once. */
class MarketCrashTest {
    private static final Map<String, String> SETTINGS = Map.of("HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8");

    @TempDir
    Path home;

    private final String database = TestDatabase.fresh();
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger calls = new AtomicInteger();
    private ExecutorService threads;
    private HttpServer web;
    private TestServer survivor;
    private Trader sender;
    private Trader worker;

    /** The first who asks the web waits for its answer until the test lets go. */
    @BeforeEach
    void start() throws IOException {
        threads = Executors.newVirtualThreadPerTaskExecutor();
        web = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        web.setExecutor(threads);
        web.createContext("/", exchange -> {
            if (calls.incrementAndGet() == 1) {
                awaitRelease();
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        web.start();
        survivor = TestServer.start(database, SETTINGS);
        sender = Trader.with(survivor, 1_000).withKey();
        worker = Trader.with(survivor, 0).withKey();
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        released.countDown();
        web.stop(0);
        threads.close();
        survivor.close();
    }

    private String claimed() {
        String url = "http://127.0.0.1:" + web.getAddress().getPort() + "/";
        String plan = "\"verifiers\":[{\"kind\":\"http\",\"spec\":{\"url\":\"%s\"}}]".formatted(url);
        String job = Trader.id(sender.post(500, Trader.tag(), plan).is(201));
        worker.claim(job).is(200);
        return job;
    }

    /** Hands the work in at a node, and returns when that node is in the middle of its verification. */
    private void submitAt(Api node, String job) {
        node.post("/api/jobs/" + job + "/submit", "{\"output\":\"a good line\"}")
                .is(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> calls.get() == 1);
        assertThat(sender.status(job)).isEqualTo("submitted");
        assertThat(worker.balance()).isZero();
    }

    private void isPaidOnce(String job) {
        sender.awaitStatus(job, "verified");
        assertThat(worker.balance()).isEqualTo(350);
        assertThat(sender.balance()).isEqualTo(500);
        List<String> verdicts = sender.log(job)
                .path("events")
                .valueStream()
                .map(e -> e.path("type").stringValue())
                .filter("verdict"::equals)
                .toList();
        assertThat(verdicts).hasSize(1);
        sender.api().get("/api/jobs/" + job + "/receipt").is(200);
        MarketInvariants.hold(survivor);
    }

    @Test
    void anotherNodeVerifiesWhatAKilledOneHadBegun() {
        String job = claimed();
        ServerProcess node = ServerProcess.node(home, database, SETTINGS);
        try {
            submitAt(node.as(worker.key()), job);
        } finally {
            node.kill();
        }
        sender.pass(Duration.ofMinutes(11));
        isPaidOnce(job);
    }

    @Test
    void aNodeThatWasStoppedLeavesItsVerificationToTheNextStart() {
        String job = claimed();
        TestServer stopped = TestServer.start(database, SETTINGS);
        submitAt(stopped.as(worker.key()), job);
        stopped.close();
        sender.pass(Duration.ofMinutes(11));
        isPaidOnce(job);
    }

    @Test
    void aVerdictThatComesAfterAnotherPaysNobody() {
        String job = claimed();
        try (TestServer slow = TestServer.start(database, SETTINGS)) {
            submitAt(slow.as(worker.key()), job);
            sender.pass(Duration.ofMinutes(11));
            isPaidOnce(job);
            released.countDown();
            String second = claimed();
            slow.as(worker.key())
                    .post("/api/jobs/" + second + "/submit", "{\"output\":\"a good line\"}")
                    .is(200);
            sender.awaitStatus(second, "verified");
            assertThat(worker.balance()).isEqualTo(700);
        }
        MarketInvariants.hold(survivor);
    }
}
