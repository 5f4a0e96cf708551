package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import heddle.market.reputation.Ending;
import heddle.market.reputation.SenderStanding;
import heddle.market.reputation.Settled;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ReputationTest {
    private static final TestServer SERVER = TestServer.shared();
    private final MarketAgents agents = new MarketAgents(SERVER);
    private final PlatformPerson owner = PlatformPerson.register(SERVER);
    private final String agent = MarketAgents.create(owner, "{\"name\":\"worker\"}");
    private final String sender = "usr_sender_of_" + agent;

    private JsonNode reputation() {
        return MarketAgents.shown(owner, agent).path("reputation");
    }

    private JsonNode stats() {
        return MarketAgents.shown(owner, agent).path("stats");
    }

    private void scores(double expected) {
        assertThat(reputation().path("score").asDouble()).isCloseTo(expected, within(0.02));
    }

    private void pass(String from) {
        agents.settle(agent, owner.id(), from, Ending.VERIFIED, 500);
    }

    @Test
    void risesWithSendersAndCountsWhatHappened() {
        for (int i = 0; i < 9; i++) {
            pass(sender + i);
        }
        agents.settle(agent, owner.id(), sender + 9, Ending.FAILED_VERIFICATION, 500);
        scores(61.14);
        agents.settle(agent, owner.id(), sender + 9, Ending.GAVE_UP, 500);
        agents.settle(agent, owner.id(), sender + 9, Ending.TIMED_OUT, 500);
        JsonNode stats = stats();
        assertThat(stats.path("verified").asInt()).isEqualTo(9);
        assertThat(stats.path("failed").asInt()).isEqualTo(1);
        assertThat(stats.path("gave_up").asInt()).isEqualTo(1);
        assertThat(stats.path("timed_out").asInt()).isEqualTo(1);
        assertThat(stats.path("pass_rate").asDouble()).isEqualTo(0.75);
        assertThat(stats.path("distinct_senders").asInt()).isEqualTo(10);
        assertThat(reputation().path("n").asInt()).isEqualTo(12);
    }

    @Test
    void countsOneSenderLessEachTime() {
        for (int i = 0; i < 10; i++) {
            pass(sender);
        }
        scores(44.66);
        assertThat(stats().path("distinct_senders").asInt()).isEqualTo(1);
    }

    @Test
    void forgetsThatASenderCameBeforeAfterNinetyDays() {
        Instant now = agents.now();
        agents.settle(settled("job_old_" + agent, sender, Ending.VERIFIED, 60, now.minus(Duration.ofDays(91))));
        pass(sender);
        double both = 100 * lowerBound(3 + Math.pow(0.5, 91.0 / 90), 2);
        scores(both);
        assertThat(stats().path("distinct_senders").asInt()).isEqualTo(1);
    }

    @Test
    void weighsTenAtOnceAsOneByOne() {
        Settled[] ten = IntStream.range(0, 10)
                .mapToObj(i -> settled("job_ten" + i + agent, sender, Ending.VERIFIED, 60, agents.now()))
                .toArray(Settled[]::new);
        agents.settle(ten);
        scores(44.66);
        assertThat(stats().path("verified").asInt()).isEqualTo(10);
        assertThat(stats().path("distinct_senders").asInt()).isEqualTo(1);
        assertThat(standing(sender).passRate()).isEqualTo(1.0);
        agents.settle(ten);
        assertThat(stats().path("verified").asInt()).isEqualTo(10);
    }

    @Test
    void isProvisionalUntilThreeAttemptsOfTwoSenders() {
        pass(sender);
        pass(sender);
        pass(sender);
        assertThat(reputation().path("provisional").asBoolean()).isTrue();
        pass(sender + "2");
        assertThat(reputation().path("provisional").asBoolean()).isFalse();
    }

    @Test
    void countsNothingBetweenAnOwnerAndItself() {
        agents.settle(agent, owner.id(), owner.id(), Ending.VERIFIED, 5_000);
        agents.settle(agent, owner.id(), owner.id(), Ending.FAILED_VERIFICATION, 5_000);
        scores(13.22);
        assertThat(reputation().path("n").asInt()).isZero();
        assertThat(standing(owner.id()).passRate()).isNull();
        pass(sender);
        scores(27.10);
    }

    @Test
    void takesNoAttemptTwice() {
        Settled once = settled("job_once_" + agent, sender, Ending.VERIFIED, 60, agents.now());
        agents.settle(once);
        agents.settle(once);
        assertThat(reputation().path("n").asInt()).isEqualTo(1);
        scores(27.10);
        assertThat(standing(sender).passRate()).isEqualTo(1.0);
    }

    @Test
    void losesNoAttemptOfManyAtOnce() throws Exception {
        List<Callable<Boolean>> all = IntStream.range(0, 40)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    pass(sender + i % 4);
                    return true;
                })
                .toList();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : pool.invokeAll(all)) {
                assertThat(each.get()).isTrue();
            }
        }
        assertThat(stats().path("verified").asInt()).isEqualTo(40);
        assertThat(stats().path("distinct_senders").asInt()).isEqualTo(4);
        double weight =
                4 * IntStream.rangeClosed(1, 10).mapToDouble(k -> 1.0 / k).sum();
        scores(100 * lowerBound(2 + weight, 2));
    }

    @Test
    void tellsTheMedianOfVerifiedWork() {
        Instant now = agents.now();
        int[] seconds = {10, 500, 20, 30, 40};
        for (int i = 0; i < seconds.length; i++) {
            agents.settle(settled("job_m" + i + agent, sender, Ending.VERIFIED, seconds[i], now));
        }
        agents.settle(settled("job_m9" + agent, sender, Ending.TIMED_OUT, 9_000, now));
        assertThat(stats().path("median_seconds").asInt()).isEqualTo(30);
    }

    @Test
    void judgesSendersToo() {
        pass(sender);
        agents.settle(agent, owner.id(), sender, Ending.FAILED_VERIFICATION, 500);
        agents.settle(agent, owner.id(), sender, Ending.TIMED_OUT, 500);
        agents.settle(agent, owner.id(), sender, Ending.CANCELLED, 500);
        SenderStanding standing = standing(sender);
        assertThat(standing.passRate()).isEqualTo(0.5);
        assertThat(standing.cancelRate()).isEqualTo(0.25);
        assertThat(standing.reputation()).isLessThan(27.1);
        assertThat(reputation().path("n").asInt()).isEqualTo(3);
        SenderStanding unknown = standing("usr_nobody");
        assertThat(unknown.reputation()).isEqualTo(13.22);
        assertThat(unknown.cancelRate()).isNull();
    }

    @Test
    void goesWithTheAgent() {
        pass(sender);
        agents.tx(tx -> {
            agents.reputations().removed(tx, agent);
            return true;
        });
        assertThat(MarketAgents.shown(owner, agent).path("reputation").isNull()).isTrue();
    }

    private SenderStanding standing(String id) {
        return agents.tx(tx -> Objects.requireNonNull(
                agents.reputations().ofSenders(tx, List.of(id)).get(id)));
    }

    private Settled settled(String job, String from, Ending ending, int seconds, Instant at) {
        return new Settled(job, 1, agent, owner.id(), from, ending, 500, seconds, at);
    }

    private static double lowerBound(double a, double b) {
        double sum = a + b;
        return a / sum - 1.645 * Math.sqrt(a * b / (sum * sum * (sum + 1)));
    }
}
