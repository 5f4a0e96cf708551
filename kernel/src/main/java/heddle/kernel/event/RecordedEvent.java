package heddle.kernel.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fact as read back from the event log.
 *
 * @param seq its number: unique, growing with time but for transactions that overlap; what clients resume by
 * @param xid the transaction that wrote it
 * @param objectTypeId {@code ot_...} when the fact is about an object type or its objects
 * @param source what made it when it was no plain request, e.g. {@code import}
 * @param silent whether webhooks and automations were asked to leave it alone
 * @param before JSON text of what changed members were before
 * @param after JSON text of the resource after the fact
 * @param changed names of the changed members
 * @param at RFC 3339 in UTC with milliseconds
 */
public record RecordedEvent(
        long seq,
        long xid,
        String id,
        String tenantId,
        String type,
        String resourceType,
        String resourceId,
        @Nullable String objectTypeId,
        String actorType,
        String actorId,
        String actorLabel,
        String ip,
        String userAgent,
        String requestId,
        @Nullable String source,
        boolean silent,
        @Nullable Integer version,
        @Nullable String before,
        @Nullable String after,
        List<String> changed,
        String at) {}
