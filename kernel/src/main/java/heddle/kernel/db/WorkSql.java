package heddle.kernel.db;

import static heddle.kernel.db.Times.utc;

import heddle.kernel.work.WorkItem;
import heddle.kernel.work.WorkPayload;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Puts work into db-scheduler's table inside the caller's transaction. */
final class WorkSql {
    private WorkSql() {}

    static void insert(Handle handle, WorkItem item, Instant due) {
        handle.createUpdate("""
                        insert into kernel.work (task_name, task_instance, task_data, execution_time, picked, version)
                        values (:task, :id, :data, :due, false, 1)
                        on conflict (task_name, task_instance) do nothing
                        """)
                .bind("task", item.task())
                .bind("id", item.id())
                .bind("data", WorkPayload.encode(item))
                .bind("due", utc(due))
                .execute();
    }
}
