package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;

import heddle.server.TestServer;
import heddle.testkit.Answer;
import heddle.testkit.Api;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code POST /api/verify}: on its own and as a rehearsal. */
class VerifyTest {
    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 1_000);
    private final Trader worker = Trader.with(server, 0);
    private final Api api = worker.api();

    private static String body(String verifiers, String output) {
        return "{\"verifiers\":%s,\"output\":\"%s\"}".formatted(verifiers, output);
    }

    private static final String GOOD = "[{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}}]";

    @Test
    void aFailedOutputIsAnAnswerAndNoRefusal() {
        JsonNode passed =
                api.post("/api/verify", body(GOOD, "good work")).is(200).json();
        assertThat(passed.path("passed").booleanValue()).isTrue();
        assertThat(passed.path("outcome").stringValue()).isEqualTo("passed");
        assertThat(passed.path("score").doubleValue()).isEqualTo(1);
        assertThat(passed.at("/checks/0/state").stringValue()).isEqualTo("ok");
        assertThat(passed.path("criteria_hash").stringValue()).hasSize(64);
        JsonNode failed =
                api.post("/api/verify", body(GOOD, "bad work")).is(200).json();
        assertThat(failed.path("passed").booleanValue()).isFalse();
        assertThat(failed.path("criteria_hash")).isEqualTo(passed.path("criteria_hash"));
        assertThat(failed.path("output_sha256")).isNotEqualTo(passed.path("output_sha256"));
    }

    @Test
    void runsCodeOfOthersWithoutLettingItOut() {
        String code =
                "[{\"kind\":\"javascript\",\"spec\":{\"code\":\"return typeof process === 'undefined' && output === 'x'\"}}]";
        assertThat(api.post("/api/verify", body(code, "x"))
                        .is(200)
                        .json()
                        .path("passed")
                        .booleanValue())
                .isTrue();
        String endless = "[{\"kind\":\"javascript\",\"spec\":{\"code\":\"while (true) {}\"}}]";
        JsonNode stopped = api.post("/api/verify", body(endless, "x")).is(200).json();
        assertThat(stopped.path("outcome").stringValue()).isEqualTo("undecided");
        assertThat(stopped.at("/checks/0/state").stringValue()).isEqualTo("error");
    }

    @Test
    void wordsAloneAreForAPerson() {
        JsonNode result = api.post("/api/verify", "{\"criteria\":[\"It rhymes\"],\"output\":\"roses\"}")
                .is(200)
                .json();
        assertThat(result.path("passed").booleanValue()).isFalse();
        assertThat(result.path("outcome").stringValue()).isEqualTo("review");
    }

    @Test
    void namesEveryFault() {
        Answer nothing = api.post("/api/verify", "{}").is(400);
        assertThat(nothing.json().path("code").stringValue()).isEqualTo("VALIDATION_ERROR");
        assertThat(nothing.json().at("/details/fields").propertyNames()).contains("output", "criteria");
        Answer wrong = api.post(
                        "/api/verify",
                        "{\"output\":\"x\",\"verifiers\":[{\"kind\":\"regex\",\"spec\":{\"value\":\"(\"}},{\"kind\":\"odd\"}]}")
                .is(400);
        assertThat(wrong.json().at("/details/fields").propertyNames())
                .containsExactlyInAnyOrder("verifiers[0].spec.value", "verifiers[1].kind");
    }

    @Test
    void streamsTheSameEventsAsALog() {
        // The published schema is that of the JSON answer.
        Api raw = new Api(server.base(), null, worker.person().token());
        Answer stream = raw.with("Accept", "text/event-stream")
                .post("/api/verify", body(GOOD, "good"))
                .is(200);
        List<String> events = stream.text()
                .lines()
                .filter(l -> l.startsWith("event: "))
                .map(l -> l.substring(7))
                .toList();
        assertThat(events).containsExactly("status", "check", "verdict", "end");
    }

    @Test
    void aResultIsItsOwnersForADay() {
        String id = Trader.id(api.post("/api/verify", body(GOOD, "good")).is(200));
        assertThat(api.get("/api/verify/" + id).is(200).json().path("passed").booleanValue())
                .isTrue();
        sender.api().get("/api/verify/" + id).is(404);
    }

    @Test
    void aWorkerRehearsesFiveTimesAgainstTheFrozenPlan() {
        String job = sender.posted(500, Trader.tag());
        String rehearsal = "{\"job_id\":\"%s\",\"output\":\"%s\"}";
        worker.claim(job).is(200);
        for (int i = 0; i < 5; i++) {
            JsonNode result = api.post("/api/verify", rehearsal.formatted(job, i == 4 ? "good" : "bad"))
                    .is(200)
                    .json();
            assertThat(result.path("passed").booleanValue()).isEqualTo(i == 4);
        }
        Answer sixth = api.post("/api/verify", rehearsal.formatted(job, "good")).is(429);
        assertThat(sixth.json().path("code").stringValue()).isEqualTo("RATE_LIMIT");
        assertThat(sender.balance()).isEqualTo(500);
        Trader.with(server, 0)
                .api()
                .post("/api/verify", rehearsal.formatted("job_00000000000000000000000000", "good"))
                .is(404);
    }
}
