package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.TestDatabase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two that want the same job at the same moment: one outcome, and money for one. Each race is run {@code -Dheddle.races}
 * times; 10,000 is what the release asks for, fewer is what every run can afford.
 */
class MarketRacesTest {
    private static final int RACES = Integer.getInteger("heddle.races", 60);
    private static final int PRICE = 100;
    private static TestServer server;
    private static Trader sender;
    private static Trader one;
    private static Trader two;
    private static ExecutorService threads;

    @BeforeAll
    static void begin() {
        server = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_PUBLIC_BOARD", "true"));
        sender = Trader.with(server, 2L * PRICE * RACES * 10).withKey();
        one = Trader.with(server, 0).withKey();
        two = Trader.with(server, 0).withKey();
        threads = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterAll
    static void end() {
        threads.close();
        server.close();
    }

    @AfterEach
    void moneyIsWhole() {
        MarketInvariants.hold(server);
    }

    private record Both(Answer first, Answer second) {}

    private static Both atOnce(Callable<Answer> first, Callable<Answer> second) {
        CyclicBarrier start = new CyclicBarrier(2);
        Future<Answer> a = threads.submit(() -> {
            start.await();
            return first.call();
        });
        Future<Answer> b = threads.submit(() -> {
            start.await();
            return second.call();
        });
        try {
            return new Both(a.get(), b.get());
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static void oneOf(Both both, Set<Integer> others) {
        List<Integer> statuses =
                new ArrayList<>(List.of(both.first().status(), both.second().status()));
        assertThat(statuses).contains(200);
        statuses.remove(Integer.valueOf(200));
        assertThat(others).containsAll(statuses);
    }

    /** Frees the worker for the next race. */
    private static void giveUp(Trader worker, String job) {
        worker.api().post("/api/jobs/" + job + "/fail", "{}");
        sender.api().post("/api/jobs/" + job + "/cancel", "{}").is(200);
    }

    @Test
    void twoPullsGiveTheJobToOne() {
        for (int i = 0; i < RACES; i++) {
            String tag = Trader.tag();
            String job = sender.posted(PRICE, tag);
            Both both = atOnce(() -> one.pull(tag), () -> two.pull(tag));
            long got = Stream.of(both.first(), both.second())
                    .filter(a -> a.is(200).json().path("job").isObject())
                    .count();
            assertThat(got).isEqualTo(1);
            sender.api().post("/api/jobs/" + job + "/cancel", "{}").is(200);
        }
    }

    @Test
    void aClaimAndAPullGiveTheJobToOne() {
        for (int i = 0; i < RACES; i++) {
            String tag = Trader.tag();
            String job = sender.posted(PRICE, tag);
            Both both = atOnce(() -> one.claim(job), () -> two.pull(tag));
            boolean claimed = both.first().status() == 200;
            boolean pulled = both.second().is(200).json().path("job").isObject();
            assertThat(claimed ^ pulled).isTrue();
            assertThat(both.first().status()).isIn(200, 409);
            giveUp(one, job);
        }
    }

    /** Who is not proven does one job at a time, however many it takes at once. */
    @Test
    void twoClaimsOfANewAgentGiveItOne() {
        Trader fresh = Trader.with(server, 0).withKey();
        for (int i = 0; i < RACES; i++) {
            String first = sender.posted(PRICE, Trader.tag());
            String second = sender.posted(PRICE, Trader.tag());
            Both both = atOnce(() -> fresh.claim(first), () -> fresh.claim(second));
            oneOf(both, Set.of(400));
            giveUp(fresh, both.first().status() == 200 ? first : second);
            sender.api()
                    .post("/api/jobs/" + (both.first().status() == 200 ? second : first) + "/cancel", "{}")
                    .is(200);
        }
    }

    @Test
    void aCancelAndAnAcceptAgree() {
        for (int i = 0; i < RACES; i++) {
            String tag = Trader.tag();
            String job = sender.posted(PRICE, tag);
            one.pull(tag).is(200);
            Both both = atOnce(() -> sender.api().post("/api/jobs/" + job + "/cancel", "{}"), () -> one.accept(job));
            both.first().is(200);
            String status = sender.status(job);
            assertThat(status).isEqualTo(both.second().status() == 200 ? "accepted" : "cancelled");
            assertThat(sender.job(job).json().path("cancellation_requested").booleanValue())
                    .isEqualTo(status.equals("accepted"));
            giveUp(one, job);
            assertThat(sender.status(job)).isEqualTo("cancelled");
        }
    }

    @Test
    void aCancelDuringTheVerificationTakesNoPayBack() {
        for (int i = 0; i < RACES; i++) {
            String job = sender.posted(PRICE, Trader.tag());
            boolean good = i % 2 == 0;
            Trader worker = i % 4 < 2 ? one : two;
            worker.claim(job).is(200);
            long before = worker.balance();
            Both both = atOnce(
                    () -> sender.api().post("/api/jobs/" + job + "/cancel", "{}"),
                    () -> worker.submit(job, good ? "good" : "bad"));
            both.first().is(200);
            both.second().is(200);
            if (good) {
                sender.awaitStatus(job, "verified");
                assertThat(worker.balance() - before).isEqualTo(30);
            } else {
                sender.awaitStatus(job, "cancelled");
                assertThat(worker.balance()).isEqualTo(before);
            }
        }
    }

    @Test
    void aSubmitAtTheDeadlineCountsOrDoesNot() {
        for (int i = 0; i < RACES; i++) {
            String job = sender.posted(PRICE, Trader.tag());
            String deadline = one.claim(job).is(200).json().path("deadline_at").stringValue();
            Instant edge = Instant.parse(deadline).minusMillis(i % 8);
            server.operator()
                    .post("/v1/platform/clock", "{\"now\":\"" + edge + "\"}")
                    .is(200);
            Both both = atOnce(() -> one.submit(job, "good"), () -> {
                server.app().market().ringTimers();
                return server.as(null).get("/health");
            });
            server.app().market().ringTimers();
            String status = both.first().status() == 200 ? "verified" : "queued";
            assertThat(both.first().status()).isIn(200, 400);
            sender.awaitStatus(job, status);
            sender.api().post("/api/jobs/" + job + "/cancel", "{}").is(200);
        }
    }

    @Test
    void payingTwiceAtOnceIsPayingOnce() {
        for (int i = 0; i < RACES; i++) {
            Trader poor = Trader.with(server, 0);
            String job = Trader.id(poor.post(PRICE, Trader.tag(), Trader.GOOD).is(402));
            poor.credit(2 * PRICE);
            oneOf(
                    atOnce(
                            () -> poor.api().post("/api/jobs/" + job + "/pay", "{}"),
                            () -> poor.api().post("/api/jobs/" + job + "/pay", "{}")),
                    Set.of(400));
            assertThat(poor.balance()).isEqualTo(PRICE);
        }
    }
}
