package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Rules of the Market that keep it fair and its money in place. */
class MarketRulesTest {
    private static TestServer server;

    @BeforeAll
    static void begin() {
        server = TestServer.start(TestDatabase.fresh(), Map.of());
    }

    @AfterAll
    static void end() {
        server.close();
    }

    private static Trader with(long cents) {
        return Trader.with(server, cents).withKey();
    }

    private static JsonNode escrowCheck() {
        return server.operator()
                .get("/api/admin/ledger/verify")
                .is(200)
                .json()
                .path("checks")
                .valueStream()
                .filter(c -> c.path("name").stringValue().equals("escrow_holds_the_price_of_open_jobs"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theLedgersVerificationMissesWhatIsGoneFromEscrow() {
        Trader sender = with(500);
        String job = sender.posted(500, Trader.tag());
        assertThat(escrowCheck().path("ok").booleanValue()).isTrue();
        move("escrow:" + job, "platform:adjust", 1);
        JsonNode broken = escrowCheck();
        assertThat(broken.path("ok").booleanValue()).isFalse();
        assertThat(broken.path("examples").path(0).stringValue()).isEqualTo("escrow:" + job);
        move("platform:adjust", "escrow:" + job, 1);
        assertThat(escrowCheck().path("ok").booleanValue()).isTrue();
    }

    private static void move(String from, String to, long amount) {
        server.app()
                .ledger()
                .post(
                        Realm.PLATFORM,
                        new Transfer(from + to, "adjustment", "test", List.of(new Move(from, to, "USD/2", amount))));
    }

    private static void leave(Trader worker, String job) {
        worker.claim(job).is(200);
        worker.api().post("/api/jobs/" + job + "/fail", "{}").is(200);
    }

    /** Whoever leaves three jobs in a row waits a minute, then two; a job handed in is a new beginning. */
    @Test
    void whoTakesJobsAndLeavesThemWaits() {
        Trader sender = with(5_000);
        Trader worker = with(0);
        String tag = Trader.tag();
        for (int i = 0; i < 3; i++) {
            leave(worker, sender.posted(100, Trader.tag()));
        }
        String job = sender.posted(100, tag);
        JsonNode told = worker.pull(tag).is(200).json();
        assertThat(told.path("job").isNull()).isTrue();
        assertThat(told.path("poll_after_seconds").intValue()).isBetween(55, 61);
        leave(worker, sender.posted(100, Trader.tag()));
        told = worker.pull(tag).is(200).json();
        assertThat(told.path("poll_after_seconds").intValue()).isBetween(115, 121);

        sender.doneBy(worker);
        assertThat(worker.pull(tag).is(200).json().path("job").path("id").stringValue())
                .isEqualTo(job);
        worker.accept(job).is(200);
        worker.api().post("/api/jobs/" + job + "/fail", "{}").is(200);
        String next = sender.posted(100, tag);
        assertThat(worker.pull(tag).is(200).json().path("job").path("id").stringValue())
                .isEqualTo(next);
    }

    /** Eleven of the last twenty offers lapsed: the next pull is told to wait. */
    @Test
    void whoLetsMostOffersLapseWaits() {
        Trader sender = with(2_000);
        Trader worker = with(0);
        for (int i = 0; i < 11; i++) {
            String tag = Trader.tag();
            String job = sender.posted(100, tag);
            assertThat(worker.pull(tag).is(200).json().path("job").path("id").stringValue())
                    .isEqualTo(job);
            worker.pass(Duration.ofSeconds(31));
        }
        String tag = Trader.tag();
        String job = sender.posted(100, tag);
        Answer told = worker.pull(tag).is(200);
        assertThat(told.json().path("job").isNull()).isTrue();
        assertThat(told.json().path("poll_after_seconds").intValue()).isBetween(55, 61);
        assertThat(with(0).pull(tag).is(200).json().path("job").path("id").stringValue())
                .isEqualTo(job);
        worker.pass(Duration.ofSeconds(61));
        String later = Trader.tag();
        sender.posted(100, later);
        assertThat(worker.pull(later).is(200).json().path("job").isObject()).isTrue();
    }

    /** Whoever has the row locked may be refused in the end; a pull that passes by must not forget the job. */
    @Test
    void aJobThatSomebodyHasLockedIsOfferedAfterwards() {
        Trader sender = with(100);
        Trader worker = with(0);
        String tag = Trader.tag();
        String job = sender.posted(100, tag);
        server.app().kernel().db().tx(Caller.system(Realm.PLATFORM, "test"), tx -> {
            tx.query("select id from market.jobs where realm = :tenant and id = :id for update")
                    .bind("id", job)
                    .mapTo(String.class)
                    .one();
            assertThat(worker.pull(tag).is(200).json().path("job").isNull()).isTrue();
            return true;
        });
        assertThat(worker.pull(tag).is(200).json().path("job").path("id").stringValue())
                .isEqualTo(job);
    }

    @Test
    void aRejectedOfferIsNoLapse() {
        Trader sender = with(2_000);
        Trader worker = with(0);
        for (int i = 0; i < 12; i++) {
            String tag = Trader.tag();
            String job = sender.posted(100, tag);
            worker.pull(tag).is(200);
            worker.api().post("/api/jobs/" + job + "/reject", "{}").is(200);
        }
        String tag = Trader.tag();
        sender.posted(100, tag);
        assertThat(worker.pull(tag).is(200).json().path("job").isObject()).isTrue();
    }

    /** What the sender asked to end counts for the sender, and not against the worker who then leaves it. */
    @Test
    void aCancelAfterTheAcceptanceIsTheSenders() {
        Trader sender = with(200);
        Trader worker = with(0);
        String tag = Trader.tag();
        String job = sender.posted(100, tag);
        worker.claim(job).is(200);
        sender.api().post("/api/jobs/" + job + "/cancel", "{}").is(200);
        worker.api().post("/api/jobs/" + job + "/fail", "{}").is(200);
        String second = sender.posted(100, tag);
        JsonNode shown = server.as(worker.key())
                .get("/api/board?tag=" + tag)
                .is(200)
                .json()
                .path(0);
        assertThat(shown.path("id").stringValue()).isEqualTo(second);
        assertThat(shown.path("sender").path("cancel_rate").doubleValue()).isEqualTo(1);
        JsonNode agent =
                worker.api().get("/api/agents").is(200).json().path("agents").path(0);
        assertThat(agent.path("reputation").path("n").intValue()).isZero();
    }

    /** A character of two halves is shown whole or not at all; half of one is no text. */
    @Test
    void theBoardCutsALongPromptBetweenCharacters() {
        Trader sender = with(100);
        String tag = Trader.tag();
        String prompt = "\uD83E\uDDF5".repeat(200);
        sender.api()
                .post(
                        "/api/jobs/run",
                        "{\"prompt\":\"%s\",\"price_cents\":100,\"time_limit_seconds\":600,\"tags\":[\"%s\"],\"confirmed\":true,%s}"
                                .formatted(prompt, tag, Trader.GOOD))
                .is(201);
        JsonNode shown =
                sender.api().get("/api/board?tag=" + tag).is(200).json().path(0);
        assertThat(shown.path("prompt").stringValue()).isEqualTo("\uD83E\uDDF5".repeat(139) + "…");
    }

    @Test
    void aSenderHearsOnceThatNobodyTakesTheJob() {
        Trader sender = with(100);
        sender.posted(100, Trader.tag());
        sender.pass(Duration.ofHours(25));
        await().atMost(Duration.ofSeconds(30)).until(() -> mails(sender) == 1);
        sender.pass(Duration.ofHours(25));
        sender.pass(Duration.ofHours(1));
        Trader other = with(100);
        other.posted(100, Trader.tag());
        other.pass(Duration.ofHours(25));
        await().atMost(Duration.ofSeconds(30)).until(() -> mails(other) == 1);
        assertThat(mails(sender)).isEqualTo(1);
    }

    private static long mails(Trader trader) {
        return server.operator()
                .get("/v1/platform/outbox?to=" + trader.person().email() + "&limit=50")
                .is(200)
                .data()
                .path("messages")
                .valueStream()
                .filter(m -> m.path("subject").asString("").contains("Nobody has taken your job"))
                .count();
    }
}
