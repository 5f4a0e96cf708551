package heddle.bench;

import com.zaxxer.hikari.HikariDataSource;
import heddle.contracts.Ledger.Move;
import heddle.contracts.Ledger.Transfer;
import heddle.kernel.access.Realm;
import heddle.kernel.db.Db;
import heddle.kernel.db.Pool;
import heddle.kernel.id.Ids;
import heddle.kernel.json.Json;
import heddle.ledger.posting.Postings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/**
 * The Market's cycle over HTTP: agents pull, accept and submit, the verifier decides and the money moves; then pulls with
 * a long queue. The agents are programs of this process, so their share of the processor is part of what is measured.
 */
final class MarketLoad {
    private static final String PASSWORD = "correct horse battery";
    private static final int SENDERS = 80;
    private static final int WORKERS = Integer.getInteger("heddle.bench.workers", 48);
    private static final int PULLERS = 8;
    private static final int READERS = 1_000;
    private static final int STREAMS_EACH = 5;
    private static final int JOBS_EACH = 100;
    private static final int WARM_SECONDS = 120;
    private static final int FILL_SECONDS = 8;
    /** An agent that has as many jobs as it may looks again only after a while, as a program of sense would. */
    private static final int BUSY_MILLIS = 50;

    private static final long FUNDS = 100_000_000;
    private static final int QUEUED = 100_000;
    private static final String JOB =
            "{\"prompt\":\"Write a good line about looms.\",\"price_cents\":100,\"time_limit_seconds\":3600,\"confirmed\":true,\"verifiers\":[{\"kind\":\"contains\",\"spec\":{\"value\":\"good\"}}]}";

    private final BenchServer server;
    private final int seconds;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final AtomicLong names = new AtomicLong(System.nanoTime());

    MarketLoad(BenchServer server, int seconds) {
        this.server = server;
        this.seconds = seconds;
    }

    private record Answer(int status, JsonNode json) {}

    /** A line of the table. */
    String cycles() {
        List<String> senders = people(SENDERS);
        List<String> workers = people(WORKERS);
        long warm = System.nanoTime() + TimeUnit.SECONDS.toNanos(WARM_SECONDS);
        do {
            post(senders);
            cycles(workers, WARM_SECONDS);
        } while (System.nanoTime() < warm);
        post(senders);
        BenchServer.Cpu before = server.cpu();
        Cycles measured = cycles(workers, seconds);
        BenchServer.Cpu used = server.cpu().since(before);
        return "| Market cycle: pull, accept, submit, verify, settle | %.0f | | | | pull %.1f / %.1f | %.0f + %.0f | | >= 500 |"
                .formatted(
                        measured.count() / measured.seconds(),
                        measured.pull(0.5),
                        measured.pull(0.99),
                        1000.0 * used.jvm() / measured.count(),
                        1000.0 * used.database() / measured.count());
    }

    @SuppressWarnings("ArrayRecordComponent")
    private record Cycles(long count, double seconds, long[] pulls) {
        double pull(double share) {
            return pulls.length == 0 ? 0 : pulls[(int) Math.min(pulls.length - 1, pulls.length * share)] / 1e6;
        }
    }

    /** Each worker goes round until the time is over or nothing is left. */
    private Cycles cycles(List<String> workers, int most) {
        ConcurrentLinkedQueue<Long> pulls = new ConcurrentLinkedQueue<>();
        AtomicLong done = new AtomicLong();
        long began = System.nanoTime();
        long until = began + TimeUnit.SECONDS.toNanos(most);
        inParallel(workers, key -> {
            try (Wire wire = new Wire(URI.create(server.base()), key)) {
                while (System.nanoTime() < until) {
                    long asked = System.nanoTime();
                    Wire.Answer pulled = wire.post("/api/jobs/pull", "{}");
                    if (pulled.status() == 400) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(BUSY_MILLIS));
                        continue;
                    }
                    pulls.add(System.nanoTime() - asked);
                    String job = job(pulled);
                    if (job.isEmpty()) {
                        return;
                    }
                    requireOk(wire.post("/api/jobs/" + job + "/accept", "{}"));
                    requireOk(wire.post("/api/jobs/" + job + "/submit", "{\"output\":\"a good line\"}"));
                    done.incrementAndGet();
                }
            }
        });
        double took = (System.nanoTime() - began) / 1e9;
        return new Cycles(
                done.get(),
                took,
                pulls.stream().mapToLong(Long::longValue).sorted().toArray());
    }

    /** The id of a pulled job; empty where there was none. */
    private static String job(Wire.Answer pulled) {
        requireOk(pulled);
        return Json.mapper().readTree(pulled.body()).path("job").path("id").asString("");
    }

    private static void requireOk(Wire.Answer answer) {
        if (answer.status() != 200) {
            throw new IllegalStateException("Answered " + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** Puts jobs that nobody has paid for into the queue's table; a server that starts afterwards sees them. */
    void fillQueue() {
        try (Connection database = database();
                Statement statement = database.createStatement()) {
            statement.execute("""
                    with numbers as (select generate_series(1, %d) as n),
                    briefs as (
                        insert into market.briefs (realm, id, title, prompt, description, requirements, tags,
                            public_prompt, attachments, plan, criteria_hash, preferred_agent_id, flags, env_names,
                            prompt_sha256, created_at)
                        select 'platform', 'job_' || lpad(n::text, 26, '0'), 'Bulk ' || n, 'Weave ' || n, 'Weave ' || n,
                            'writing', '{}', false, '[]', '{"criteria":[],"verifiers":[],"threshold":0.7}', 'none',
                            null, '{}', '{}', sha256(n::text::bytea), now() from numbers)
                    insert into market.jobs (realm, id, sender_id, price_cents, fee_cents, time_limit_seconds,
                        max_attempts, status, attempts, cancel_asked, created_at, updated_at, paid_at, queued_at, due_at,
                        version)
                    select 'platform', 'job_' || lpad(n::text, 26, '0'), 'usr_bulk' || n %% 1000, 100 + n %% 1900, 70,
                        3600, 3, 'queued', 0, false, now(), now(), now(), now(), now() + interval '7 days', 1 from numbers
                    """.formatted(QUEUED));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A line of the table, on a server that started after {@link #fillQueue}. */
    String longQueue() {
        List<String> workers = people(PULLERS);
        awaitPicture(workers.getFirst());
        pullAndReject(workers, WARM_SECONDS);
        long[] taken = pullAndReject(workers, seconds);
        return "| Market pull with %,d queued jobs | %.0f | | | | %.1f / %.1f | | | p99 < 20 ms |"
                .formatted(
                        QUEUED,
                        taken.length / (double) seconds,
                        taken[taken.length / 2] / 1e6,
                        taken[(int) (taken.length * 0.99)] / 1e6);
    }

    /** A line of the table: what the server keeps in memory for so many who follow jobs. */
    String readers() {
        List<String> people = people(READERS / STREAMS_EACH);
        long before = server.heapMegabytes();
        Queue<InputStream> open = new ConcurrentLinkedQueue<>();
        inParallel(people, key -> {
            String job = send(key, "/api/jobs/run", JOB).json().path("id").asString("");
            for (int i = 0; i < STREAMS_EACH; i++) {
                open.add(follow(key, job));
            }
        });
        long with = server.heapMegabytes();
        String line =
                "| Market: %,d open log streams | | | | | | | heap %d MB before, %d MB with them | < 200 MB more |"
                        .formatted(open.size(), before, with);
        open.forEach(MarketLoad::close);
        return line;
    }

    /** Returns once the first event is there. */
    private InputStream follow(String key, String job) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.base() + "/api/jobs/" + job + "/logs"))
                .header("Authorization", "Bearer " + key)
                .header("Accept", "text/event-stream")
                .build();
        try {
            InputStream stream = http.send(request, HttpResponse.BodyHandlers.ofInputStream())
                    .body();
            if (stream.read() < 0) {
                throw new IllegalStateException("The log of " + job + " ended at once");
            }
            return stream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long[] pullAndReject(List<String> workers, int most) {
        ConcurrentLinkedQueue<Long> taken = new ConcurrentLinkedQueue<>();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(most);
        inParallel(workers, key -> {
            try (Wire wire = new Wire(URI.create(server.base()), key)) {
                while (System.nanoTime() < until) {
                    long asked = System.nanoTime();
                    Wire.Answer pulled = wire.post("/api/jobs/pull", "{}");
                    taken.add(System.nanoTime() - asked);
                    requireOk(wire.post("/api/jobs/" + job(pulled) + "/reject", "{}"));
                }
            }
        });
        return taken.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    private void awaitPicture(String key) {
        for (int i = 0; i < 60; i++) {
            Answer pulled = send(key, "/api/jobs/pull", "{\"wait_seconds\":1}");
            String job = pulled.json().path("job").path("id").asString("");
            if (!job.isEmpty()) {
                send(key, "/api/jobs/" + job + "/reject", "{}");
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(FILL_SECONDS));
                return;
            }
        }
        throw new IllegalStateException("The queue did not fill within a minute");
    }

    private void post(List<String> senders) {
        inParallel(senders, key -> {
            for (int i = 0; i < JOBS_EACH; i++) {
                Answer posted = send(key, "/api/jobs/run", JOB);
                if (posted.status() != 201) {
                    return;
                }
            }
        });
    }

    private List<String> people(int count) {
        ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();
        inParallel(Collections.nCopies(count, ""), _ -> {
            String email = "trader" + names.incrementAndGet() + "@bench.example";
            Answer person =
                    send("", "/api/auth/register", "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}");
            Answer key = send(
                    person.json().path("access_token").asString(),
                    "/api/keys",
                    "{\"name\":\"bench\",\"scopes\":[\"read\",\"work\",\"spend\"]}");
            credit(person.json().path("user").path("id").asString());
            keys.add(key.json().path("key").asString());
        });
        return List.copyOf(keys);
    }

    /** As a card payment would. */
    private void credit(String account) {
        String url = "jdbc:postgresql://127.0.0.1:" + server.databasePort() + "/heddle";
        try (HikariDataSource pool = Pool.open(url, "heddle", server.databasePassword(), 1)) {
            new Postings(new Db(pool, () -> {}), new Ids(InstantSource.system()), InstantSource.system())
                    .post(
                            Realm.PLATFORM,
                            new Transfer(
                                    "bench:" + account,
                                    "topup",
                                    account,
                                    List.of(new Move("stripe:clearing", "user:" + account, "USD/2", FUNDS))));
        }
    }

    private Connection database() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server.databasePort() + "/heddle",
                "heddle",
                server.databasePassword());
    }

    private interface Round {
        void of(String key);
    }

    private static void inParallel(List<String> keys, Round round) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            keys.forEach(key -> all.add(threads.submit(() -> round.of(key))));
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer send(String key, String path, String json) {
        return ask(HttpRequest.newBuilder(URI.create(server.base() + path))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    }

    private Answer ask(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= 500) {
                throw new IllegalStateException(request.uri() + " answered " + Arrays.toString(response.body()));
            }
            return new Answer(response.statusCode(), Json.mapper().readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
