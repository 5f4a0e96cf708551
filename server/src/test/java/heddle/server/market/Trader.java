package heddle.server.market;

import static org.awaitility.Awaitility.await;

import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import heddle.server.identity.PlatformPerson;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Somebody of the platform who sends jobs or does them. All tests share one market: what a test pulls carries a tag of its
 * own.
 */
record Trader(
        TestServer server, PlatformPerson person, @Nullable String key) {
    private static final AtomicInteger TAGS = new AtomicInteger();

    /** Decides by the word {@code good} in the output. */
    static final String GOOD = "\"verifiers\":[{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}}]";

    static Trader with(TestServer server, long cents) {
        Trader trader = new Trader(server, PlatformPerson.register(server), null);
        if (cents > 0) {
            trader.credit(cents);
        }
        return trader;
    }

    static String tag() {
        return "tag" + TAGS.incrementAndGet();
    }

    /** The same person by a key, which does not end when the clock moves on. */
    Trader withKey() {
        return new Trader(server, person, person.key("read", "work", "spend", "payout", "upload"));
    }

    Api api() {
        return key == null ? person.api() : server.as(key);
    }

    String account() {
        return "user:" + person.id();
    }

    void credit(long cents) {
        String key = "test:" + person.id() + ":" + TAGS.incrementAndGet();
        server.app()
                .ledger()
                .post(
                        Realm.PLATFORM,
                        new Transfer(
                                key, "topup", key, List.of(new Move("stripe:clearing", account(), "USD/2", cents))));
    }

    long balance() {
        return balance(server, account());
    }

    static long balance(TestServer server, String account) {
        Caller system = Caller.system(Realm.PLATFORM, "test");
        return server.app()
                .kernel()
                .db()
                .tx(
                        system,
                        tx -> server.app()
                                .ledger()
                                .balance(tx, account, "USD/2")
                                .balance());
    }

    /** A confirmed job with a tag; more members follow a comma. */
    Answer post(int price, String tag, String more) {
        return api().post(
                        "/api/jobs/run",
                        "{\"prompt\":\"Write a good line about looms for %s.\",\"price_cents\":%d,\"time_limit_seconds\":600,\"tags\":[\"%s\"],\"confirmed\":true,%s}"
                                .formatted(tag, price, tag, more));
    }

    String posted(int price, String tag) {
        return id(post(price, tag, GOOD).is(201));
    }

    Answer pull(String tag) {
        return api().post("/api/jobs/pull", "{\"tags\":[\"%s\"]}".formatted(tag));
    }

    Answer accept(String job) {
        return api().post("/api/jobs/" + job + "/accept", "{}");
    }

    Answer submit(String job, String output) {
        return api().post("/api/jobs/" + job + "/submit", "{\"output\":\"%s\"}".formatted(output));
    }

    Answer claim(String job) {
        return api().post("/api/jobs/" + job + "/claim", "{}");
    }

    Answer job(String job) {
        return api().get("/api/jobs/" + job);
    }

    String status(String job) {
        return job(job).is(200).json().path("status").stringValue();
    }

    /** What the job's log tells this person. */
    JsonNode log(String job) {
        return api().with("Accept", "application/json")
                .get("/api/jobs/" + job + "/logs")
                .is(200)
                .json();
    }

    /** A job of this person's that a worker did, and that passed. */
    String doneBy(Trader worker) {
        String job = posted(500, tag());
        worker.claim(job).is(200);
        worker.submit(job, "a good line").is(200);
        awaitStatus(job, "verified");
        return job;
    }

    /** Waits for the verdict, or whatever else leads to the status. */
    JsonNode awaitStatus(String job, String status) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> status(job).equals(status));
        return job(job).json();
    }

    void pass(Duration time) {
        server.operator()
                .post("/v1/platform/clock", "{\"advance_seconds\":" + time.toSeconds() + "}")
                .is(200);
        server.app().market().ringTimers();
    }

    static String id(Answer answer) {
        return answer.json().path("id").stringValue();
    }
}
