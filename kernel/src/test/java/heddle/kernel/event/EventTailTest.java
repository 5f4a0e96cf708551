package heddle.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Migrations;
import heddle.kernel.db.Pool;
import heddle.kernel.id.Ids;
import heddle.kernel.postgres.EmbeddedPostgres;
import heddle.kernel.postgres.Options;
import heddle.kernel.signal.Signals;
import heddle.kernel.time.ShiftedTime;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init")
class EventTailTest {
    private static final AtomicInteger TENANTS = new AtomicInteger();

    @TempDir
    static Path home;

    private static final ShiftedTime TIME = new ShiftedTime();
    private static final Ids IDS = new Ids(TIME);
    private static EmbeddedPostgres server;
    private static HikariDataSource pool;
    private static Signals signals;
    private static EventTail tail;
    private static Db db;
    private static EventLog log;

    private final Caller caller = Caller.system("tn_" + TENANTS.incrementAndGet(), "test");
    private final BlockingQueue<RecordedEvent> heard = new LinkedBlockingQueue<>();

    @BeforeAll
    static void start() {
        server = EmbeddedPostgres.start(home, Options.small().withPrograms(Path.of("target")));
        String url = server.jdbcUrl(EmbeddedPostgres.DATABASE);
        pool = Pool.open(url, server.user(), server.password(), 12);
        Migrations.run(pool, "kernel");
        signals = new Signals(() -> DriverManager.getConnection(url, server.user(), server.password()));
        tail = new EventTail(pool, signals, "test_events");
        db = new Db(pool, tail::committed);
        log = new EventLog(pool);
        signals.start();
        tail.start();
    }

    @AfterAll
    static void stop() {
        tail.close();
        signals.close();
        pool.close();
        server.stop();
    }

    /** The trap of reading by number: the slow transaction's smaller number becomes visible after the greater one. */
    @Test
    void aSlowTransactionIsNotPassedBy() throws InterruptedException {
        try (EventTail.Subscription _ = listen()) {
            CountDownLatch wrote = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Thread slow = Thread.startVirtualThread(() -> db.tx(caller, tx -> {
                tx.record(event("slow.one"));
                // Sends what was only to be written.
                tx.query("select 1 /* of :tenant */").mapTo(Integer.class).one();
                wrote.countDown();
                await(release);
                return true;
            }));
            await(wrote);
            record("fast.one");
            record("fast.two");
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            release.countDown();
            slow.join();
            assertThat(List.of(next(), next(), next()))
                    .extracting(RecordedEvent::type)
                    .containsExactly("slow.one", "fast.one", "fast.two");
            assertThat(heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void eventsThatWereHeldBackComeSoonAfterTheTransactionThatHeldThemEnds() throws InterruptedException {
        try (EventTail.Subscription _ = listen()) {
            CountDownLatch began = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Thread idle = Thread.startVirtualThread(() -> db.tx(caller, tx -> {
                tx.query("select pg_current_xact_id()::text /* of :tenant */")
                        .mapTo(String.class)
                        .one();
                began.countDown();
                await(release);
                return true;
            }));
            await(began);
            record("held.back");
            assertThat(heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
            release.countDown();
            idle.join();
            assertThat(heard.poll(500, TimeUnit.MILLISECONDS)).isNotNull();
        }
    }

    @Test
    void manyWritersAtOnceAreHeardCompletely() throws InterruptedException {
        try (EventTail.Subscription _ = listen()) {
            List<Thread> writers = IntStream.range(0, 8)
                    .mapToObj(w -> Thread.startVirtualThread(() -> IntStream.range(0, 200)
                            .forEach(i -> db.tx(caller, tx -> {
                                tx.record(event("w.first"), event("w.second"));
                                return true;
                            }))))
                    .toList();
            for (Thread writer : writers) {
                writer.join();
            }
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 3_200; i++) {
                ids.add(next().id());
            }
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void whatIsCommittedAfterSubscribingIsHeardAlsoBesideOthers() throws InterruptedException {
        try (EventTail.Subscription _ = tail.subscribe("tn_other", (events, end) -> {})) {
            for (int trial = 0; trial < 300; trial++) {
                Caller fresh = Caller.system("tn_trial" + trial, "test");
                try (EventTail.Subscription _ =
                        tail.subscribe(fresh.tenantId(), (events, end) -> heard.addAll(events))) {
                    db.tx(fresh, tx -> {
                        tx.record(Event.of(IDS.next("evt"), fresh, "trial.one", "res", null, TIME.instant()));
                        return true;
                    });
                    assertThat(next().tenantId()).isEqualTo(fresh.tenantId());
                }
            }
        }
    }

    @Test
    void aReplayEndsWhereLiveEventsBegin() throws InterruptedException {
        record("old.one");
        record("old.two");
        record("old.three");
        try (EventTail.Subscription subscription = listen()) {
            record("live.one");
            LogCursor until = subscription.start();
            List<RecordedEvent> all = replay(0, until, 10);
            List<RecordedEvent> live = new ArrayList<>(List.of(next()));
            while (live.getFirst().type().startsWith("old")) {
                live.set(0, next());
            }
            assertThat(all)
                    .extracting(RecordedEvent::type)
                    .startsWith("old.one")
                    .doesNotContain("live.one");
            assertThat(replay(all.getFirst().seq(), until, 10))
                    .extracting(RecordedEvent::id)
                    .containsExactlyElementsOf(
                            all.stream().skip(1).map(RecordedEvent::id).toList());
            assertThat(log.lastSeq(caller.tenantId(), until))
                    .isEqualTo(all.getLast().seq());
        }
    }

    @Test
    void aReplaySaysWhenItCannotBeWhole() {
        for (int i = 0; i < 5; i++) {
            record("some.thing");
        }
        LogCursor end = new LogCursor(Long.MAX_VALUE, 0);
        Instant past = TIME.instant().minus(Duration.ofHours(24));
        assertThat(log.since(caller.tenantId(), 0, end, past, 5)).isNotNull();
        assertThat(log.since(caller.tenantId(), 0, end, past, 4)).as("too many").isNull();
        assertThat(log.since(caller.tenantId(), 0, end, TIME.instant().plusSeconds(60), 5))
                .as("too old")
                .isNull();
        assertThat(log.since(caller.tenantId(), 999_999_999, end, past, 5))
                .as("unknown")
                .isNull();
        assertThat(log.since("tn_nobody", 0, end, past, 5))
                .as("nothing to tell")
                .isNotNull();
    }

    @Test
    void keepsATablePerMonthAndDropsOldOnes() {
        ShiftedTime clock = new ShiftedTime();
        EventPartitions partitions = new EventPartitions(db, clock, () -> Duration.ofDays(365));
        record("in.default");
        partitions.keep();
        partitions.keep();
        assertThat(replay(0, new LogCursor(Long.MAX_VALUE, 0), 10)).hasSize(1);
        String count = "select count(*) from kernel.events_default where tenant_id = :tenant";
        long left = db.tx(caller, tx -> tx.query(count).mapTo(Long.class).one());
        assertThat(left).isZero();
        clock.advance(Duration.ofDays(400));
        partitions.keep();
        assertThat(replay(0, new LogCursor(Long.MAX_VALUE, 0), 10)).isEmpty();
        clock.advance(Duration.ofDays(-400));
        partitions.keep();
        record("still.works");
        assertThat(replay(0, new LogCursor(Long.MAX_VALUE, 0), 10)).hasSize(1);
    }

    @Test
    void aTenantsEventsGoWithItButForItsEnd() {
        record("a.one");
        record("a.two");
        record("tenant.deleted");
        assertThat(erase(1)).isEqualTo(1);
        assertThat(erase(5)).isEqualTo(1);
        assertThat(erase(5)).isZero();
        assertThat(replay(0, new LogCursor(Long.MAX_VALUE, 0), 10))
                .extracting(RecordedEvent::type)
                .containsExactly("tenant.deleted");
    }

    private int erase(int limit) {
        return db.tx(caller, tx -> EventLog.erase(tx, limit));
    }

    private EventTail.Subscription listen() {
        return tail.subscribe(caller.tenantId(), (events, end) -> heard.addAll(events));
    }

    private List<RecordedEvent> replay(long since, LogCursor until, int limit) {
        List<RecordedEvent> out = new ArrayList<>();
        EventLog.Replay replay = log.since(caller.tenantId(), since, until, Instant.EPOCH, limit);
        assertThat(replay).isNotNull();
        java.util.Objects.requireNonNull(replay).forEach(out::add);
        return out;
    }

    private RecordedEvent next() throws InterruptedException {
        RecordedEvent event = heard.poll(10, TimeUnit.SECONDS);
        assertThat(event).as("an event was missed").isNotNull();
        return java.util.Objects.requireNonNull(event);
    }

    private void record(String type) {
        db.tx(caller, tx -> {
            tx.record(event(type));
            return true;
        });
    }

    private Event event(String type) {
        return Event.of(IDS.next("evt"), caller, type, "res_1", "{\"a\":1}", TIME.instant());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
