package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.server.TwoNodes;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Following a job on another node than the one where it goes on. */
class JobLogNodesTest {
    private static final TwoNodes NODES = TwoNodes.start();

    private final TestServer one = NODES.one();
    private final TestServer two = NODES.two();

    @AfterAll
    static void stop() {
        NODES.close();
    }

    @Test
    void aFollowerAtTheOtherNodeIsToldAtOnceAndInOrder() {
        Trader sender = Trader.with(one, 1_000).withKey();
        Trader worker = Trader.with(one, 0);
        String job = sender.posted(500, Trader.tag());
        try (LogReader there = new LogReader(two.as(null), String.valueOf(sender.key()), job, null);
                LogReader here = new LogReader(one.as(null), String.valueOf(sender.key()), job, null)) {
            await().until(() -> there.told().size() >= 2);
            worker.claim(job).is(200);
            // Sooner than a follower looks by itself, which is after fifteen seconds.
            await().atMost(Duration.ofSeconds(3))
                    .until(() -> there.told().stream().anyMatch(t -> t.id().startsWith("1-")));
            worker.submit(job, "a good line").is(200);
            sender.awaitStatus(job, "verified");
            await().atMost(Duration.ofSeconds(3)).until(() -> there.ended() && here.ended());
            assertThat(there.told().subList(1, there.told().size()))
                    .isEqualTo(here.told().subList(1, here.told().size()));
            assertThat(there.types()).contains("check", "verdict").last().isEqualTo("end");
        }
    }
}
