package heddle.kernel.work;

import heddle.kernel.json.Json;
import java.nio.charset.StandardCharsets;

/** How a work item's data stands in the queue: JSON, so that an operator can read it. */
public final class WorkPayload {
    private record Stored(String tenantId, String data) {}

    private WorkPayload() {}

    public static byte[] encode(WorkItem item) {
        return Json.bytes(new Stored(item.tenantId(), item.data()));
    }

    static WorkItem decode(String task, String id, byte[] bytes) {
        Stored stored = Json.mapper().readValue(new String(bytes, StandardCharsets.UTF_8), Stored.class);
        return new WorkItem(task, id, stored.tenantId(), stored.data());
    }
}
