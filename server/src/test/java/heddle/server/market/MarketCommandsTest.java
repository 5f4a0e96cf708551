package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random commands of several people through the front door, with a clock that moves: whatever they do, money is whole,
 * every job walks the table of statuses, and nothing is answered with a defect. {@code -Dheddle.seed} repeats a run.
 */
class MarketCommandsTest {
    private static final Map<String, Set<String>> WALK = Map.of(
            "", Set.of("pending_payment"),
            "pending_payment", Set.of("queued", "cancelled"),
            "queued", Set.of("held", "accepted", "cancelled"),
            "held", Set.of("queued", "accepted", "cancelled"),
            "accepted", Set.of("accepted", "submitted", "queued", "failed", "cancelled"),
            "submitted", Set.of("submitted", "verified", "queued", "failed", "cancelled"),
            "verified", Set.of(),
            "cancelled", Set.of(),
            "failed", Set.of());
    private static final Set<Integer> ANSWERS = Set.of(200, 201, 400, 402, 403, 404, 409);

    @Test
    void aThousandCommands() {
        run(1_000);
    }

    @Test
    @Tag("slow")
    void twentyThousandCommands() {
        run(20_000);
    }

    private static void run(int commands) {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        System.out.println("MarketCommandsTest: seed " + seed);
        try (TestServer server = TestServer.start(TestDatabase.fresh(), Map.of())) {
            Crowd crowd = new Crowd(server, new Random(seed));
            for (int i = 0; i < commands; i++) {
                Answer answer = crowd.step();
                assertThat(ANSWERS).as(answer.text()).contains(answer.status());
                if (i % 200 == 0) {
                    MarketInvariants.hold(server);
                } else if (i % 10 == 0) {
                    MarketInvariants.holdInRows(server);
                }
            }
            MarketInvariants.hold(server);
            assertWalks(server);
            crowd.assertWorked();
        }
    }

    /** The event log tells each job's way; it must be one that the table knows. */
    private static void assertWalks(TestServer server) {
        Caller system = Caller.system(Realm.PLATFORM, "test");
        Map<String, String> at = new HashMap<>();
        server.app()
                .kernel()
                .db()
                .tx(
                        system,
                        tx -> tx.query("""
                        select resource_id, substr(type, 5) as status from kernel.events
                        where tenant_id = :tenant and type like 'job.%' order by seq
                        """)
                                .map((row, c) -> List.of(row.getString("resource_id"), row.getString("status")))
                                .list())
                .forEach(fact -> {
                    String before = at.getOrDefault(fact.get(0), "");
                    assertThat(WALK.get(before)).as("from %s", before).contains(fact.get(1));
                    at.put(fact.get(0), fact.get(1));
                });
        assertThat(at.values()).contains("verified", "cancelled");
    }

    /** Three who send and four who work, and what they know of. */
    private static final class Crowd {
        private final TestServer server;
        private final Random random;
        private final List<Trader> senders = new ArrayList<>();
        private final List<Trader> workers = new ArrayList<>();
        private final Map<String, Trader> jobs = new HashMap<>();
        private final List<String> known = new ArrayList<>();
        private final Map<Trader, String> atHand = new HashMap<>();
        private final Map<Integer, Integer> answers = new HashMap<>();

        Crowd(TestServer server, Random random) {
            this.server = server;
            this.random = random;
            for (int i = 0; i < 3; i++) {
                senders.add(Trader.with(server, 50_000).withKey());
            }
            for (int i = 0; i < 4; i++) {
                workers.add(Trader.with(server, 0).withKey());
            }
        }

        Answer step() {
            Trader worker = workers.get(random.nextInt(workers.size()));
            String job = random.nextInt(5) == 0 ? job() : atHand.getOrDefault(worker, job());
            Answer answer = switch (random.nextInt(16)) {
                case 0, 1 -> post();
                case 2 -> sender().api().post("/api/jobs/" + job() + "/pay", "{}");
                case 3 -> owner().api().post("/api/jobs/" + job() + "/cancel", "{}");
                case 4, 5, 6 -> pull(worker);
                case 7, 8 -> worker.accept(job);
                case 9 -> worker.api().post("/api/jobs/" + job + "/reject", "{}");
                case 10 -> claim(worker);
                case 11, 12, 13 -> worker.submit(job, random.nextInt(3) == 0 ? "bad" : "good");
                case 14 -> worker.api().post("/api/jobs/" + job + "/fail", "{}");
                default -> pass();
            };
            answers.merge(answer.status(), 1, Integer::sum);
            return answer;
        }

        private Answer pull(Trader worker) {
            Answer answer = worker.api().post("/api/jobs/pull", "{}");
            String got = answer.json().path("job").path("id").asString("");
            if (!got.isEmpty()) {
                atHand.put(worker, got);
            }
            return answer;
        }

        private Answer claim(Trader worker) {
            String wanted = job();
            Answer answer = worker.claim(wanted);
            if (answer.status() == 200) {
                atHand.put(worker, wanted);
            }
            return answer;
        }

        private Answer post() {
            Trader sender = sender();
            Answer answer = sender.post(100 + random.nextInt(900), "any", Trader.GOOD);
            if (answer.status() == 201 || answer.status() == 402) {
                String id = Trader.id(answer);
                jobs.put(id, sender);
                known.remove(id);
                known.add(id);
            }
            return answer;
        }

        private Answer pass() {
            int[] spans = {1, 5, 31, 120, 700, 4_000};
            int seconds = random.nextInt(200) == 0 ? 90_000 : spans[random.nextInt(spans.length)];
            Answer answer = server.operator().post("/v1/platform/clock", "{\"advance_seconds\":" + seconds + "}");
            server.app().market().ringTimers();
            return answer;
        }

        private Trader sender() {
            return senders.get(random.nextInt(senders.size()));
        }

        /** Mostly one of the latest, since older ones have mostly ended. */
        private String job() {
            if (known.isEmpty()) {
                return "job_00000000000000000000000000";
            }
            int back = Math.min(known.size(), random.nextInt(10) == 0 ? known.size() : 8);
            return known.get(known.size() - 1 - random.nextInt(back));
        }

        private Trader owner() {
            return random.nextInt(4) == 0 ? sender() : jobs.getOrDefault(job(), sender());
        }

        /** A run whose commands were all refused would prove nothing. */
        void assertWorked() {
            assertThat(answers.getOrDefault(200, 0)).isGreaterThan(answers.getOrDefault(404, 0) / 4);
        }
    }
}
