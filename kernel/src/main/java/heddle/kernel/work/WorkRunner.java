package heddle.kernel.work;

import static heddle.kernel.db.Times.utc;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.serializer.Serializer;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs background work on db-scheduler: once across all nodes, retried with growing pauses, and put aside in {@code
 * kernel.dead_work} when it keeps failing.
 */
public final class WorkRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkRunner.class);
    private static final int TRIES = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    private final DataSource database;
    private final InstantSource time;
    private final List<Task<?>> tasks = new ArrayList<>();
    private final List<RecurringTask<Void>> recurring = new ArrayList<>();
    private final Duration poll;
    private volatile Scheduler scheduler;

    /**
     * @param poll how long due work may wait at most; short where a test moves the clock
     */
    @SuppressWarnings("NullAway.Init")
    public WorkRunner(DataSource database, InstantSource time, Duration poll) {
        this.database = database;
        this.time = time;
        this.poll = poll;
    }

    /** Registers what does a task's items. It must be safe to run again after a crash in its middle. */
    public void task(String name, Consumer<WorkItem> body) {
        tasks.add(Tasks.oneTime(name, byte[].class)
                .onFailure(FailureHandler.<byte[]>maxRetries(TRIES)
                        .withBackoff(FIRST_PAUSE, 2.0)
                        .thenRemove(this::bury))
                .execute((instance, context) ->
                        body.accept(WorkPayload.decode(name, instance.getId(), instance.getData()))));
    }

    /** Registers housekeeping that runs again and again, on one node at a time. */
    public void every(String name, Duration pause, Runnable body) {
        recurring.add(Tasks.recurring(name, FixedDelay.of(pause)).execute((instance, context) -> body.run()));
    }

    public void start() {
        scheduler = Scheduler.create(database, tasks)
                .startTasks(recurring)
                .tableName("kernel.work")
                .serializer(new Bytes())
                .clock(time::instant)
                .pollingInterval(poll)
                .threads(4)
                .shutdownMaxWait(Duration.ofSeconds(10))
                .build();
        scheduler.start();
    }

    /** Asks for due work now instead of at the next poll. */
    public void wake() {
        Scheduler running = scheduler;
        if (running != null) {
            running.triggerCheckForDueExecutions();
        }
    }

    @Override
    public void close() {
        Scheduler running = scheduler;
        if (running != null) {
            running.stop();
        }
    }

    private void bury(ExecutionComplete complete) {
        Execution execution = complete.getExecution();
        WorkItem item =
                WorkPayload.decode(execution.taskInstance.getTaskName(), execution.taskInstance.getId(), (byte[])
                        execution.taskInstance.getData());
        String failure = complete.getCause().map(String::valueOf).orElse("unknown");
        LOG.error("Work {} {} failed for good: {}", item.task(), item.id(), failure);
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        insert into kernel.dead_work (task_name, task_instance, tenant_id, data, failure, died_at)
                        values (?, ?, ?, ?, ?, ?)
                        """)) {
            insert.setString(1, item.task());
            insert.setString(2, item.id());
            insert.setString(3, item.tenantId());
            insert.setString(4, item.data());
            insert.setString(5, failure);
            insert.setObject(6, utc(time.instant()));
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Our payloads are bytes already. */
    private static final class Bytes implements Serializer {
        @Override
        public byte[] serialize(Object data) {
            return data == null ? new byte[0] : (byte[]) data;
        }

        @Override
        @SuppressWarnings({"NullAway", "DataFlowIssue"})
        public <T> T deserialize(Class<T> type, byte[] bytes) {
            return type == Void.class ? null : type.cast(bytes);
        }
    }
}
