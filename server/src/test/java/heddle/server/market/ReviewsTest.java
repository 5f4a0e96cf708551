package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What no program can tell goes to people; what nobody tells is ended by the clock. */
class ReviewsTest {
    private static final String WORDS = "\"criteria\":[\"It rhymes\"]";
    private static final String ENDLESS =
            "\"verifiers\":[{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}},{\"kind\":\"javascript\",\"spec\":{\"code\":\"while (true) {}\"}}]";

    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 1_000).withKey();
    private final Trader worker = Trader.with(server, 0).withKey();

    private String submitted(String plan) {
        String job = Trader.id(sender.post(500, Trader.tag(), plan).is(201));
        worker.claim(job).is(200);
        worker.submit(job, "a good line").is(200);
        return job;
    }

    private JsonNode review(String job) {
        return await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> server.operator()
                                .get("/api/admin/reviews?limit=100")
                                .is(200)
                                .json()
                                .valueStream()
                                .filter(r -> r.path("job_id").stringValue().equals(job))
                                .findFirst()
                                .orElse(null),
                        found -> found != null);
    }

    private List<String> retries(String job) {
        return sender.log(job)
                .path("events")
                .valueStream()
                .map(e -> e.at("/data/message").asString(""))
                .filter(m -> m.contains("trying again"))
                .toList();
    }

    private Answer decide(JsonNode review, boolean passed) {
        return server.operator()
                .post(
                        "/api/admin/reviews/" + review.path("id").stringValue(),
                        "{\"passed\":%s,\"reasoning\":\"I read it\"}".formatted(passed));
    }

    @Test
    void aPersonPaysOrSendsBack() {
        String job = submitted(WORDS);
        JsonNode review = review(job);
        assertThat(review.path("output").stringValue()).isEqualTo("a good line");
        assertThat(review.at("/criteria/0/text").stringValue()).isEqualTo("It rhymes");
        assertThat(sender.status(job)).isEqualTo("submitted");
        decide(review, true).is(200);
        assertThat(sender.status(job)).isEqualTo("verified");
        assertThat(worker.balance()).isEqualTo(350);
        assertThat(decide(review, false).status()).isEqualTo(409);
        assertThat(worker.balance()).isEqualTo(350);

        String other = submitted(WORDS);
        decide(review(other), false).is(200);
        assertThat(sender.status(other)).isEqualTo("queued");
    }

    @Test
    void aPlanMayAskForAPerson() {
        String plan = "\"verifiers\":[{\"kind\":\"human\"},{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}}]";
        String job = submitted(plan);
        JsonNode review = review(job);
        assertThat(review.path("cause").stringValue()).isEqualTo("judgement");
        assertThat(review.at("/checks/0/state").stringValue()).isEqualTo("review");
        assertThat(review.at("/checks/1/passed").booleanValue()).isTrue();
        decide(review, true).is(200);
        assertThat(sender.status(job)).isEqualTo("verified");
    }

    @Test
    void aPersonReadsTheFilesThatTheyDecideOn() {
        String job = Trader.id(sender.post(500, Trader.tag(), "\"verifiers\":[{\"kind\":\"human\"}]")
                .is(201));
        worker.claim(job).is(200);
        String file = Trader.id(
                UploadsTest.upload(worker.api(), "a.txt", "text/plain", "roses".getBytes(StandardCharsets.UTF_8)));
        worker.api()
                .post("/api/jobs/" + job + "/submit", "{\"attachments\":[\"" + file + "\"]}")
                .is(200);
        JsonNode shown = review(job).at("/attachments/0");
        assertThat(shown.path("name").stringValue()).isEqualTo("a.txt");
        String link = shown.path("url").stringValue().substring(server.base().length());
        assertThat(server.as(null).get(link).is(200).text()).isEqualTo("roses");
    }

    @Test
    void programsOfOthersAreRefusedBeforeAnythingIsPaid() {
        Answer refused = sender.post(
                        500, Trader.tag(), "\"verifiers\":[{\"kind\":\"command\",\"spec\":{\"cmd\":[\"sh\"]}}]")
                .is(400);
        assertThat(refused.json().at("/details/fields/verifiers[0].kind").asString(""))
                .contains("runs no programs of others");
        assertThat(sender.balance()).isEqualTo(1_000);
    }

    @Test
    void onlyAdministratorsDecide() {
        worker.api().get("/api/admin/reviews").is(403);
        worker.api()
                .post("/api/admin/reviews/rev_x", "{\"passed\":true,\"reasoning\":\"me\"}")
                .is(403);
    }

    @Test
    void afterThreeDaysWithoutAPersonTheSenderIsPaidBack() {
        String job = submitted(WORDS);
        review(job);
        sender.pass(Duration.ofHours(73));
        sender.awaitStatus(job, "cancelled");
        assertThat(sender.balance()).isEqualTo(1_000);
        assertThat(worker.balance()).isZero();
    }

    @Test
    void whatCannotBeToldIsTriedAgainThenReviewedThenPaidWhereAllElsePassed() {
        String job = submitted(ENDLESS);
        int tried = 0;
        for (int pause : new int[] {5, 30, 120}) {
            int wanted = ++tried;
            await().atMost(Duration.ofSeconds(30)).until(() -> retries(job).size() == wanted);
            assertThat(retries(job).getLast()).endsWith("trying again in " + pause + " s");
            sender.pass(Duration.ofSeconds(pause + 1));
        }
        assertThat(review(job).path("cause").stringValue()).isEqualTo("unavailable");
        sender.pass(Duration.ofHours(73));
        sender.awaitStatus(job, "verified");
        assertThat(worker.balance()).isEqualTo(350);
    }
}
