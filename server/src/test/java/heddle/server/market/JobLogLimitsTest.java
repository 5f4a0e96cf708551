package heddle.server.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heddle.kernel.access.Caller;
import heddle.kernel.access.Realm;
import heddle.server.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a job's log bears: many lines, long lines, followers who do not read, and many who come at once. */
class JobLogLimitsTest {
    private final TestServer server = TestServer.shared();
    private final Trader sender = Trader.with(server, 1_000);
    private final Trader worker = Trader.with(server, 0);

    private String claimed() {
        String job = sender.posted(500, Trader.tag());
        worker.claim(job).is(200);
        return job;
    }

    private void beat(String job, String note) {
        worker.api()
                .post("/api/jobs/" + job + "/heartbeat", "{\"note\":\"" + note + "\"}")
                .is(200);
    }

    /** In the database, where a test cannot have so much said. */
    private void change(String sql, String job, int number) {
        server.app()
                .kernel()
                .db()
                .tx(
                        Caller.system(Realm.PLATFORM, "test"),
                        tx -> tx.update(sql)
                                .bind("job", job)
                                .bind("number", number)
                                .execute());
    }

    private List<JsonNode> events(String job, String after) {
        List<JsonNode> out = new ArrayList<>();
        JsonNode page;
        String next = after;
        do {
            page = sender.api()
                    .with("Accept", "application/json")
                    .get("/api/jobs/" + job + "/logs?after=" + next)
                    .is(200)
                    .json();
            page.path("events").forEach(out::add);
            next = page.path("next").asString("");
        } while (!page.path("events").isEmpty());
        return out;
    }

    @Test
    void anAttemptHasFiveThousandLinesAndItsEnd() {
        String job = claimed();
        beat(job, "first");
        change(
                "update market.job_line_counts set seq = :number where realm = :tenant and job_id = :job and attempt = 1",
                job,
                4_997);
        for (int i = 4_998; i <= 5_004; i++) {
            beat(job, "line " + i);
        }
        worker.submit(job, "a good line").is(200);
        sender.awaitStatus(job, "verified");
        List<JsonNode> told = events(job, "1-4997");
        assertThat(told.stream().map(e -> e.at("/data/message").asString("")).filter(m -> m.startsWith("line ")))
                .containsExactly("line 4998", "line 4999", "line 5000");
        assertThat(told.stream().map(e -> e.path("type").stringValue()))
                .doesNotContain("check")
                .contains("verdict", "status")
                .last()
                .isEqualTo("end");
    }

    @Test
    void whoReadsNothingHoldsNobodyUpAndMissesNothing() throws IOException {
        String job = claimed();
        HttpURLConnection idle = (HttpURLConnection)
                URI.create(server.base() + "/api/jobs/" + job + "/logs").toURL().openConnection();
        idle.setRequestProperty("Authorization", "Bearer " + sender.person().token());
        idle.setRequestProperty("Accept", "text/event-stream");
        assertThat(idle.getResponseCode()).isEqualTo(200);
        beat(job, "before");
        writeMuch(job);
        try (LogReader quick = new LogReader(sender.api(), sender.person().token(), job, null)) {
            beat(job, "after");
            worker.submit(job, "a good line").is(200);
            sender.awaitStatus(job, "verified");
            await().atMost(Duration.ofSeconds(20)).until(quick::ended);
            List<String> ids = read(idle);
            assertThat(ids).hasSizeGreaterThan(400).doesNotHaveDuplicates();
            assertThat(ids)
                    .isEqualTo(quick.told().stream()
                            .map(LogReader.Told::id)
                            .filter(id -> !id.isEmpty())
                            .toList());
        }
    }

    /** 400 lines of 60 KB: more than sockets hold, and than is kept in memory for those who are behind. */
    private void writeMuch(String job) {
        change("""
                with counted as (
                    update market.job_line_counts set seq = seq + :number
                    where realm = :tenant and job_id = :job and attempt = 1 returning seq)
                insert into market.job_lines (realm, job_id, attempt, seq, type, data, at)
                select :tenant, :job, 1, c.seq - :number + n, 'log',
                    jsonb_build_object('level', 'info', 'message', repeat(md5(n::text), 1900)), now()
                from counted c, generate_series(1, :number) n
                """, job, 400);
    }

    private static List<String> read(HttpURLConnection stream) throws IOException {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith("id: "))
                    .map(line -> line.substring(4))
                    .toList();
        }
    }

    @Test
    void ofManyWhoComeAtOnceFiveGetIn() throws ExecutionException, InterruptedException {
        String job = sender.posted(500, Trader.tag());
        List<LogReader> readers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier start = new CyclicBarrier(20);
            Callable<LogReader> follow = () -> {
                start.await();
                return new LogReader(sender.api(), sender.person().token(), job, null);
            };
            List<Future<LogReader>> coming =
                    IntStream.range(0, 20).mapToObj(i -> threads.submit(follow)).toList();
            for (Future<LogReader> reader : coming) {
                readers.add(reader.get());
            }
            assertThat(readers.stream().filter(r -> r.status() == 200)).hasSize(5);
            assertThat(readers.stream().filter(r -> r.status() == 429)).hasSize(15);
        } finally {
            readers.forEach(LogReader::close);
        }
        // Whoever leaves makes room.
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            beat(job);
            try (LogReader again = new LogReader(sender.api(), sender.person().token(), job, null)) {
                return again.status() == 200;
            }
        });
    }

    /** Something to write: only so is it noticed that a reader has gone. */
    private void beat(String job) {
        if (sender.status(job).equals("queued")) {
            worker.claim(job).is(200);
        }
        beat(job, "still at it");
    }
}
