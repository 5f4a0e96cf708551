package heddle.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.db.Together;
import heddle.kernel.db.Together.Answer;
import heddle.kernel.db.Tx;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What many ask for at the same moment and one transaction carries out. */
class TogetherTest {
    private static final int ASKS = 30;

    private final TestTenant tenant = TestServer.shared().tenant();
    private final Db db = TestServer.shared().app().kernel().db();
    private final Caller caller = Caller.system(tenant.id(), "test");
    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger inQueue = new AtomicInteger();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private final Together<String, String> together = new Together<>(db, 2, this::put);

    /** The first two batches wait until all others are in the queue. */
    private List<Answer<String>> put(Tx tx, List<String> ids) {
        if (begun.getCount() > 0) {
            begun.countDown();
            await(go);
        }
        sizes.add(ids.size());
        List<Answer<String>> answers = new ArrayList<>();
        for (String id : ids) {
            if (id.startsWith("refused")) {
                answers.add(Answer.refused(Problem.badRequest("NO", "Not " + id)));
                continue;
            }
            tx.write(
                    "insert into data.counters (tenant_id, property_id, value) values (:tenant, :id, 1)",
                    Map.of("id", id));
            if (id.startsWith("broken")) {
                throw new IllegalStateException(id);
            }
            answers.add(Answer.of("put " + id));
        }
        return answers;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private List<Future<String>> ask(ExecutorService threads, List<String> ids) {
        List<Future<String>> asked = new ArrayList<>();
        for (String id : ids) {
            asked.add(threads.submit(() -> {
                inQueue.incrementAndGet();
                return together.ask(caller, id);
            }));
        }
        return asked;
    }

    /** Asks for all of them at a moment when both lanes are taken. */
    private List<Future<String>> askAtOnce(List<String> ids) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all = new ArrayList<>(ask(threads, List.of("first", "second")));
            await(begun);
            all.addAll(ask(threads, ids));
            Awaitility.await().until(() -> inQueue.get() == ids.size() + 2);
            go.countDown();
            return all;
        }
    }

    private static List<String> named(String name) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < ASKS; i++) {
            ids.add(name + i);
        }
        return ids;
    }

    private List<String> stored() {
        return db.tx(
                caller,
                tx -> tx.query("select property_id from data.counters where tenant_id = :tenant order by property_id")
                        .mapTo(String.class)
                        .list());
    }

    @Test
    void oneTransactionServesManyAndRefusesOneAlone() throws Exception {
        List<String> ids = named("a");
        ids.add(7, "refused");
        List<Future<String>> answers = askAtOnce(ids);
        assertThat(answers.get(9).state()).isEqualTo(Future.State.FAILED);
        assertThat(answers.get(9).exceptionNow()).isInstanceOf(Problem.class).hasMessage("Not refused");
        for (int i = 0; i < answers.size(); i++) {
            if (i != 9) {
                assertThat(answers.get(i).get()).startsWith("put ");
            }
        }
        assertThat(stored()).hasSize(ASKS + 2).doesNotContain("refused");
        assertThat(sizes).hasSizeLessThan(ASKS / 2);
    }

    @Test
    void whatBreaksATransactionBreaksItForItselfOnly() throws Exception {
        List<String> ids = named("b");
        ids.add(3, "broken");
        List<Future<String>> answers = askAtOnce(ids);
        Future<String> broken = answers.remove(5);
        assertThatThrownBy(broken::get).isInstanceOf(ExecutionException.class).hasMessageContaining("broken");
        for (Future<String> answer : answers) {
            assertThat(answer.get()).startsWith("put ");
        }
        assertThat(stored()).hasSize(ASKS + 2).doesNotContain("broken");
    }

    @Test
    void anAskWithinATransactionBelongsToIt() {
        go.countDown();
        assertThatThrownBy(() -> db.tx(caller, tx -> {
                    together.ask(caller, "undone");
                    assertThat(stored()).containsExactly("undone");
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(stored()).isEmpty();
    }
}
