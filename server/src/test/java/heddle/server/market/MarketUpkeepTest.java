package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What verification and logs leave behind goes when nobody needs it any more, and not before. */
class MarketUpkeepTest {
    private static final StandInModel MODEL = new StandInModel();
    private static final TestServer SERVER = TestServer.start(
            TestDatabase.fresh(),
            Map.of(
                    "HEDDLE_JUDGE_URL", MODEL.url(),
                    "HEDDLE_JUDGE_MODEL", "stand-in-1",
                    "HEDDLE_OUTBOUND_ALLOW", "127.0.0.0/8"));
    private static final String STUCK = "\"verifiers\":[{\"kind\":\"javascript\",\"spec\":{\"code\":\"return 7\"}}]";

    private final Trader sender = Trader.with(SERVER, 2_000).withKey();
    private final Trader worker = Trader.with(SERVER, 0).withKey();

    @AfterAll
    static void close() {
        SERVER.close();
        MODEL.close();
    }

    private static int rows(String table) {
        return number("cast(count(*) as int)", table);
    }

    private static int number(String what, String table) {
        return SERVER.app()
                .kernel()
                .db()
                .tx(
                        Caller.system(Realm.PLATFORM, "test"),
                        tx -> tx.query("select " + what + " from market." + table + " where realm = :tenant")
                                .mapTo(Integer.class)
                                .one());
    }

    private static void awaitNone(String table) {
        await().atMost(Duration.ofSeconds(20)).until(() -> rows(table) == 0);
    }

    /** Also a job that nobody could tell of, which ends when no person has either. */
    private String fillAll() {
        MODEL.says(request ->
                "{\"criteria\":[{\"id\":\"c1\",\"met\":true,\"evidence_quote\":\"roses\",\"why\":\"so it is\"}]}");
        worker.api()
                .post("/api/verify", "{\"criteria\":[\"It rhymes\"],\"output\":\"roses\"}")
                .is(200);
        String stuck = Trader.id(sender.post(500, Trader.tag(), STUCK).is(201));
        worker.claim(stuck).is(200);
        worker.submit(stuck, "x").is(200);
        for (int i = 1; i <= 4; i++) {
            int wanted = i;
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> number("coalesce(max(tries), 0)", "verification_tries") == wanted);
            sender.pass(Duration.ofSeconds(121));
        }
        return stuck;
    }

    @Test
    void everythingGoesInItsTime() {
        String job = sender.doneBy(worker);
        String stuck = fillAll();
        assertThat(rows("verifications")).isEqualTo(1);
        assertThat(rows("judgements")).isEqualTo(1);

        sender.pass(Duration.ofHours(25));
        awaitNone("verifications");
        assertThat(rows("judgements")).isEqualTo(1);
        assertThat(rows("verification_tries")).isEqualTo(1);

        sender.pass(Duration.ofDays(11));
        awaitNone("verification_tries");
        sender.awaitStatus(stuck, "cancelled");
        assertThat(sender.log(job).path("events")).isNotEmpty();
        assertThat(rows("judgements")).isEqualTo(1);

        String late = sender.doneBy(worker);
        sender.pass(Duration.ofDays(19));
        awaitNone("judgements");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> sender.log(job).path("events").isEmpty());
        assertThat(sender.log(job).path("done").booleanValue()).isTrue();
        assertThat(sender.log(late).path("events")).isNotEmpty();
        try (LogReader reader = new LogReader(SERVER.as(null), String.valueOf(sender.key()), job, null)) {
            await().until(reader::ended);
            assertThat(reader.types()).containsExactly("status", "end");
        }

        sender.pass(Duration.ofDays(31));
        awaitNone("job_lines");
        awaitNone("job_line_counts");
    }
}
