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
    private static final int LANES = 6;
    private static final int PRICE = 100;
    private static TestServer server;
    private static List<Lane> lanes;
    private static ExecutorService threads;

    @BeforeAll
    static void begin() {
        server = TestServer.start(TestDatabase.fresh(), Map.of("HEDDLE_PUBLIC_BOARD", "true"));
        threads = Executors.newVirtualThreadPerTaskExecutor();
        lanes = Stream.generate(Lane::open).limit(Math.min(LANES, RACES)).toList();
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

    /**
     * People whose races have nothing to do with those of other lanes, so that several are run at a time.
     *
     * @param fresh never has a job verified
     */
    private record Lane(Trader sender, Trader one, Trader two, Trader fresh) {
        static Lane open() {
            return new Lane(
                    Trader.with(server, 2L * PRICE * RACES * 10).withKey(),
                    Trader.with(server, 0).withKey(),
                    Trader.with(server, 0).withKey(),
                    Trader.with(server, 0).withKey());
        }

        /** Frees the worker for the next race. */
        void giveUp(Trader worker, String job) {
            worker.api().post("/api/jobs/" + job + "/fail", "{}");
            cancel(job);
        }

        void cancel(String job) {
            sender.api().post("/api/jobs/" + job + "/cancel", "{}").is(200);
        }
    }

    private interface Race {
        void run(Lane lane, int round);
    }

    private static void race(Race race) {
        List<Future<?>> all = new ArrayList<>();
        for (int first = 0; first < lanes.size(); first++) {
            int from = first;
            all.add(threads.submit(() -> {
                for (int round = from; round < RACES; round += lanes.size()) {
                    race.run(lanes.get(from), round);
                }
            }));
        }
        for (Future<?> lane : all) {
            try {
                lane.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(e);
            }
        }
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

    @Test
    void twoPullsGiveTheJobToOne() {
        race((lane, i) -> {
            String tag = Trader.tag();
            String job = lane.sender().posted(PRICE, tag);
            Both both = atOnce(() -> lane.one().pull(tag), () -> lane.two().pull(tag));
            long got = Stream.of(both.first(), both.second())
                    .filter(a -> a.is(200).json().path("job").isObject())
                    .count();
            assertThat(got).isEqualTo(1);
            lane.cancel(job);
        });
    }

    @Test
    void aClaimAndAPullGiveTheJobToOne() {
        race((lane, i) -> {
            String tag = Trader.tag();
            String job = lane.sender().posted(PRICE, tag);
            Both both = atOnce(() -> lane.one().claim(job), () -> lane.two().pull(tag));
            boolean claimed = both.first().status() == 200;
            boolean pulled = both.second().is(200).json().path("job").isObject();
            assertThat(claimed ^ pulled).isTrue();
            assertThat(both.first().status()).isIn(200, 409);
            lane.giveUp(lane.one(), job);
        });
    }

    /** Who is not proven does one job at a time, however many it takes at once. */
    @Test
    void twoClaimsOfANewAgentGiveItOne() {
        race((lane, i) -> {
            Trader fresh = lane.fresh();
            String first = lane.sender().posted(PRICE, Trader.tag());
            String second = lane.sender().posted(PRICE, Trader.tag());
            Both both = atOnce(() -> fresh.claim(first), () -> fresh.claim(second));
            oneOf(both, Set.of(400));
            lane.giveUp(fresh, both.first().status() == 200 ? first : second);
            lane.cancel(both.first().status() == 200 ? second : first);
        });
    }

    @Test
    void aCancelAndAnAcceptAgree() {
        race((lane, i) -> {
            String tag = Trader.tag();
            String job = lane.sender().posted(PRICE, tag);
            lane.one().pull(tag).is(200);
            Both both = atOnce(
                    () -> lane.sender().api().post("/api/jobs/" + job + "/cancel", "{}"),
                    () -> lane.one().accept(job));
            both.first().is(200);
            String status = lane.sender().status(job);
            assertThat(status).isEqualTo(both.second().status() == 200 ? "accepted" : "cancelled");
            assertThat(lane.sender()
                            .job(job)
                            .json()
                            .path("cancellation_requested")
                            .booleanValue())
                    .isEqualTo(status.equals("accepted"));
            lane.giveUp(lane.one(), job);
            assertThat(lane.sender().status(job)).isEqualTo("cancelled");
        });
    }

    @Test
    void aCancelDuringTheVerificationTakesNoPayBack() {
        race((lane, i) -> {
            String job = lane.sender().posted(PRICE, Trader.tag());
            boolean good = i % 2 == 0;
            Trader worker = i % 4 < 2 ? lane.one() : lane.two();
            worker.claim(job).is(200);
            long before = worker.balance();
            Both both = atOnce(
                    () -> lane.sender().api().post("/api/jobs/" + job + "/cancel", "{}"),
                    () -> worker.submit(job, good ? "good" : "bad"));
            both.first().is(200);
            both.second().is(200);
            if (good) {
                lane.sender().awaitStatus(job, "verified");
                assertThat(worker.balance() - before).isEqualTo(30);
            } else {
                lane.sender().awaitStatus(job, "cancelled");
                assertThat(worker.balance()).isEqualTo(before);
            }
        });
    }

    @Test
    void aSubmitAtTheDeadlineCountsOrDoesNot() {
        // It moves the clock of all lanes.
        Trader sender = lanes.getFirst().sender();
        Trader one = lanes.getFirst().one();
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
            lanes.getFirst().cancel(job);
        }
    }

    @Test
    void payingTwiceAtOnceIsPayingOnce() {
        for (int i = 0; i < Math.min(RACES, 300); i++) {
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
