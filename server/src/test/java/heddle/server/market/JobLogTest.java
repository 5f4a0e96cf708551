package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.server.TestServer;
import heddle.server.market.LogReader.Told;
import heddle.testkit.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Following a job: who may, what they are told, and where they go on. */
class JobLogTest {
    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 1_000);
    private final Trader worker = Trader.with(server, 0);

    private LogReader follow(Trader who, String job, String after) {
        return new LogReader(who.api(), who.person().token(), job, after.isEmpty() ? null : after);
    }

    @Test
    void tellsAJobFromThePostingToTheEnd() {
        String job = sender.posted(500, Trader.tag());
        try (LogReader reader = follow(sender, job, "")) {
            await().until(() -> reader.types().size() >= 2);
            assertThat(reader.types().getFirst()).isEqualTo("status");
            worker.claim(job).is(200);
            worker.submit(job, "a good line").is(200);
            await().atMost(Duration.ofSeconds(20)).until(reader::ended);
            assertThat(reader.types()).contains("check", "verdict").last().isEqualTo("end");
            List<String> ids = reader.told().stream()
                    .map(Told::id)
                    .filter(i -> !i.isEmpty())
                    .toList();
            assertThat(ids).doesNotHaveDuplicates().hasSize(reader.told().size() - 1);
        }
    }

    @Test
    void goesOnAfterTheLastEventAndEndsForGood() {
        String job = sender.doneBy(worker);
        List<Told> all;
        try (LogReader reader = follow(sender, job, "")) {
            await().until(reader::ended);
            all = reader.told();
        }
        Told middle = all.get(2);
        try (LogReader reader = follow(sender, job, middle.id())) {
            await().until(reader::ended);
            assertThat(reader.types().getFirst()).isEqualTo("status");
            assertThat(reader.told().subList(1, reader.told().size())).isEqualTo(all.subList(3, all.size()));
        }
        try (LogReader reader = follow(sender, job, all.getLast().id())) {
            assertThat(reader.status()).isEqualTo(204);
        }
        try (LogReader reader = follow(sender, job, "77-77")) {
            await().until(reader::ended);
            assertThat(reader.told().get(1).id()).isEqualTo("1-1");
        }
    }

    @Test
    void pollersGetTheSameAsJson() {
        String job = sender.doneBy(worker);
        JsonNode page = sender.log(job);
        assertThat(page.path("done").booleanValue()).isTrue();
        assertThat(page.path("events").valueStream().map(e -> e.path("type").stringValue()))
                .contains("status", "check", "verdict", "end");
        JsonNode rest = sender.api()
                .with("Accept", "application/json")
                .get("/api/jobs/" + job + "/logs?after=" + page.path("next").stringValue())
                .json();
        assertThat(rest.path("events")).isEmpty();
        assertThat(rest.path("next")).isEqualTo(page.path("next"));
    }

    @Test
    void aWorkerSeesItsOwnAttemptsAndAStrangerNothing() {
        String job = sender.posted(500, Trader.tag());
        worker.claim(job).is(200);
        worker.submit(job, "bad").is(200);
        sender.awaitStatus(job, "queued");
        Trader second = Trader.with(server, 0);
        second.claim(job).is(200);
        second.submit(job, "good").is(200);
        sender.awaitStatus(job, "verified");
        assertThat(attempts(worker, job)).containsOnly("1", "2");
        assertThat(typesOfSecond(worker, job)).containsExactly("end");
        assertThat(attempts(second, job)).containsOnly("2");
        assertThat(attempts(sender, job)).containsOnly("0", "1", "2");
        Answer stranger = Trader.with(server, 0).api().get("/api/jobs/" + job + "/logs");
        assertThat(stranger.status()).isEqualTo(404);
    }

    private List<JsonNode> events(Trader who, String job) {
        return who.log(job).path("events").valueStream().toList();
    }

    private List<String> attempts(Trader who, String job) {
        return events(who, job).stream()
                .map(e -> e.path("id").stringValue().replaceAll("-.*", ""))
                .toList();
    }

    private List<String> typesOfSecond(Trader who, String job) {
        return events(who, job).stream()
                .filter(e -> e.path("id").stringValue().startsWith("2-"))
                .map(e -> e.path("type").stringValue())
                .toList();
    }

    @Test
    void aPersonFollowsFiveAtATime() {
        String job = sender.posted(500, Trader.tag());
        List<LogReader> open = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                open.add(follow(sender, job, ""));
                assertThat(open.getLast().status()).isEqualTo(200);
            }
            try (LogReader sixth = follow(sender, job, "")) {
                assertThat(sixth.status()).isEqualTo(429);
            }
        } finally {
            open.forEach(LogReader::close);
        }
    }

    @Test
    void aRevokedKeyIsSentAway() {
        String job = sender.posted(500, Trader.tag());
        JsonNode made = sender.api()
                .post("/api/keys", "{\"name\":\"follower\",\"scopes\":[\"read\"]}")
                .is(201)
                .json();
        try (LogReader reader = new LogReader(sender.api(), made.path("key").stringValue(), job, null)) {
            await().until(() -> !reader.told().isEmpty());
            sender.api().delete("/api/keys/" + made.path("id").stringValue());
            await().atMost(Duration.ofSeconds(3)).until(reader::ended);
        }
    }
}
