package heddle.kernel.work;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import heddle.kernel.db.Db;
import heddle.kernel.db.Migrations;
import heddle.kernel.db.Pool;
import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import heddle.kernel.time.ShiftedTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkRunnerTest {
    @TempDir
    static Path home;

    private static EmbeddedPostgres postgres;
    private static HikariDataSource pool;

    private final ShiftedTime time = new ShiftedTime();

    private static Db db;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start(home, Options.small().withPrograms(Path.of("target")));
        pool = Pool.open(postgres.jdbcUrl(EmbeddedPostgres.DATABASE), postgres.user(), postgres.password(), 8);
        Migrations.run(pool, "kernel");
        db = new Db(pool, () -> {});
    }

    @AfterAll
    static void stop() {
        pool.close();
        postgres.stop();
    }

    @Test
    void runsEachPieceOnceAcrossNodes() {
        Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
        try (WorkRunner one = runner("test.once", item -> count(runs, item));
                WorkRunner two = runner("test.once", item -> count(runs, item))) {
            one.start();
            two.start();
            enqueue("test.once", 100);
            one.wake();
            two.wake();
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> runs.size() == 100 && left("test.once") == 0);
        }
        assertThat(runs.values()).allMatch(n -> n.get() == 1);
    }

    @Test
    void forgetsWorkOfARolledBackTransaction() {
        try {
            db.systemTx("a test rolls back", tx -> {
                tx.enqueue(new WorkItem("test.never", "w", "", "{}"), time.instant());
                throw new IllegalStateException("rolled back");
            });
        } catch (IllegalStateException expected) {
            assertThat(left("test.never")).isZero();
        }
    }

    @Test
    void putsWorkAsideThatKeepsFailing() {
        AtomicInteger tries = new AtomicInteger();
        try (WorkRunner runner = runner("test.fails", item -> {
            tries.incrementAndGet();
            throw new IllegalStateException("no luck");
        })) {
            runner.start();
            enqueue("test.fails", 1);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
                time.advance(Duration.ofHours(1));
                runner.wake();
                return dead("test.fails") == 1;
            });
        }
        assertThat(tries.get()).isGreaterThan(1);
        assertThat(left("test.fails")).isZero();
    }

    private WorkRunner runner(String task, java.util.function.Consumer<WorkItem> body) {
        WorkRunner runner = new WorkRunner(pool, time, Duration.ofMillis(200));
        runner.task(task, body);
        return runner;
    }

    private static void count(Map<String, AtomicInteger> runs, WorkItem item) {
        runs.computeIfAbsent(item.id(), id -> new AtomicInteger()).incrementAndGet();
    }

    private void enqueue(String task, int pieces) {
        db.systemTx("a test enqueues work", tx -> {
            for (int i = 0; i < pieces; i++) {
                tx.enqueue(new WorkItem(task, "w" + i, "", "{}"), time.instant());
            }
            return true;
        });
    }

    private long left(String task) {
        return count("select count(*) from kernel.work where task_name = :task", task);
    }

    private long dead(String task) {
        return count("select count(*) from kernel.dead_work where task_name = :task", task);
    }

    private long count(String sql, String task) {
        return db.systemTx(
                "a test counts work",
                tx -> tx.query(sql).bind("task", task).mapTo(Long.class).one());
    }
}
