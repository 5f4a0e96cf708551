package heddle.kernel.work;

/**
 * A piece of background work to do once.
 *
 * @param task name of the registered task
 * @param id unique within the task; enqueuing the same id twice is one piece of work
 * @param tenantId the tenant it is for, or empty for none
 * @param data ids only, as JSON text
 */
public record WorkItem(String task, String id, String tenantId, String data) {}
