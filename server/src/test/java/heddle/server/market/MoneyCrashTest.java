package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.ServerProcess;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import heddle.testkit.TestDatabase;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole server while people credit wallets, post, cancel and do jobs. Each request has a key and is
 * asked again under it until it is answered: then every wallet has what the answers add up to, to the cent.
 * {@code -Dheddle.kills=200} is what a release asks for.
 */
class MoneyCrashTest {
    private static final int KILLS = Integer.getInteger("heddle.kills", 5);
    private static final int PEOPLE = 6;
    private static final int PRICE = 100;
    private static final int EARNED = 30;

    @TempDir
    Path home;

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong asked = new AtomicLong();

    @Test
    @Tag("slow")
    void everyWalletHasWhatTheAnswersAddUpTo() throws Exception {
        String database = TestDatabase.fresh();
        try (TestServer witness = TestServer.start(database, Map.of())) {
            List<Hand> hands = new ArrayList<>();
            for (int i = 0; i < PEOPLE; i++) {
                hands.add(new Hand(
                        Trader.with(witness, 0).withKey(),
                        Trader.with(witness, 0).withKey(),
                        i));
            }
            ServerProcess server = ServerProcess.node(home, database, Map.of("HEDDLE_DEV_CREDIT", "true"));
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                hands.forEach(hand -> all.add(threads.submit(() -> hand.work(server))));
                kill(server, hands.getFirst());
                over.set(true);
                for (Future<?> one : all) {
                    one.get();
                }
            }
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> hands.forEach(Hand::assertSettled));
            hands.forEach(Hand::assertWhole);
            MarketInvariants.hold(witness);
            server.close();
            System.out.println("MoneyCrashTest: " + KILLS + " kills, " + answered + " answers, " + asked + " asked");
        }
    }

    /** Each kill comes after some more answers, so that there is always load to hit. */
    private void kill(ServerProcess server, Hand hand) {
        Random random = new Random();
        for (int i = 0; i < KILLS; i++) {
            long enough = answered.get() + 20 + random.nextInt(100);
            await().atMost(Duration.ofMinutes(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> answered.get() >= enough);
            server.kill();
            server.restart();
            // What the killed server was verifying is late by now, for the witness at least.
            hand.sender.pass(Duration.ofMinutes(3));
        }
    }

    /** Somebody who sends jobs and somebody who does them, and what their wallets must have. */
    private final class Hand {
        private final Trader sender;
        private final Trader worker;
        private final Random random;
        private final List<String> jobs = new ArrayList<>();
        private long credited;
        private int keys;

        Hand(Trader sender, Trader worker, long seed) {
            this.sender = sender;
            this.worker = worker;
            this.random = new Random(seed);
        }

        void work(ServerProcess server) {
            while (!over.get()) {
                credit(server);
                String job = post(server);
                switch (random.nextInt(4)) {
                    case 0 ->
                        ask(server, sender, "/api/jobs/" + job + "/cancel", "{}")
                                .is(200);
                    case 1 -> {
                        ask(server, worker, "/api/jobs/" + job + "/claim", "{}").is(200);
                        ask(server, worker, "/api/jobs/" + job + "/fail", "{}").is(200);
                        ask(server, sender, "/api/jobs/" + job + "/cancel", "{}")
                                .is(200);
                    }
                    default -> {
                        ask(server, worker, "/api/jobs/" + job + "/claim", "{}").is(200);
                        ask(server, worker, "/api/jobs/" + job + "/submit", "{\"output\":\"a good line\"}")
                                .is(200);
                        awaitVerdict(server, job);
                    }
                }
            }
        }

        private void credit(ServerProcess server) {
            ask(server, sender, "/api/dev/credit", "{\"amount_cents\":" + PRICE + "}")
                    .is(200);
            credited += PRICE;
        }

        private String post(ServerProcess server) {
            String body = ("{\"prompt\":\"Write a good line about looms.\",\"price_cents\":%d,"
                            + "\"time_limit_seconds\":86400,\"confirmed\":true,%s}")
                    .formatted(PRICE, Trader.GOOD);
            String job = Trader.id(ask(server, sender, "/api/jobs/run", body).is(201));
            jobs.add(job);
            return job;
        }

        /** A worker that is not proven yet does one job at a time. */
        private void awaitVerdict(ServerProcess server, String job) {
            await().atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreException(UncheckedIOException.class)
                    .until(() -> over.get()
                            || server.as(sender.key())
                                    .get("/api/jobs/" + job)
                                    .json()
                                    .path("status")
                                    .stringValue()
                                    .equals("verified"));
        }

        /** Asks until there is an answer, always under the same key. */
        private Answer ask(ServerProcess server, Trader person, String path, String json) {
            Api api = server.as(person.key()).with("Idempotency-Key", "key-" + keys++);
            while (true) {
                try {
                    asked.incrementAndGet();
                    Answer answer = api.post(path, json);
                    // The request that the kill cut short may not have ended in the database yet.
                    if (answer.status() != 503 && !answer.text().contains("IDEMPOTENCY_IN_PROGRESS")) {
                        answered.incrementAndGet();
                        return answer;
                    }
                } catch (UncheckedIOException killed) {
                    server.awaitReady();
                }
            }
        }

        void assertSettled() {
            assertThat(jobs).noneMatch(job -> sender.status(job).equals("submitted"));
        }

        /** By the jobs as they stand at the end, each of which the server had answered for. */
        void assertWhole() {
            List<String> statuses = jobs.stream().map(sender::status).toList();
            long verified = statuses.stream().filter("verified"::equals).count();
            long open = statuses.stream()
                    .filter(s -> s.equals("queued") || s.equals("accepted"))
                    .count();
            assertThat(sender.balance()).isEqualTo(credited - PRICE * (verified + open));
            assertThat(worker.balance()).isEqualTo(EARNED * verified);
            long posted = sender.api().get("/api/jobs?limit=100").is(200).json().size();
            assertThat(posted).isEqualTo(Math.min(100, jobs.size()));
        }
    }
}
