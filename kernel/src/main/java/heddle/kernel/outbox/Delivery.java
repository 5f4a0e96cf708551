package heddle.kernel.outbox;

import heddle.kernel.access.Caller;
import heddle.kernel.db.Db;
import heddle.kernel.json.Json;
import heddle.kernel.outbox.StoredMessage.Status;
import heddle.kernel.work.WorkItem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a message over outside of any transaction and writes down how it went. A crash in between hands it over again
 * under the same Message-ID.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final int MAX_ERROR = 500;
    /** A server that is down for the night still gets its mail; the runner's own pauses would give up after minutes. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(4),
            Duration.ofHours(12));

    private final Db db;
    private final InstantSource time;
    private final OutboxStore store;
    private final Function<Channel, Transport> transports;

    Delivery(Db db, InstantSource time, OutboxStore store, Function<Channel, Transport> transports) {
        this.db = db;
        this.time = time;
        this.store = store;
        this.transports = transports;
    }

    void run(WorkItem item) {
        Caller realm = Caller.system(item.tenantId(), "outbox");
        String id = Json.trusted(item.data()).path("id").stringValue();
        StoredMessage stored = db.tx(realm, tx -> store.find(tx, id)).orElse(null);
        if (stored == null || stored.status() != Status.QUEUED) {
            return;
        }
        Transport transport = transports.apply(stored.message().channel());
        if (!transport.configured(item.tenantId())) {
            write(realm, changed(stored, Status.KEPT, stored.attempts(), null, null), null);
            return;
        }
        try {
            List<Attachment> files = db.tx(realm, tx -> store.attachments(tx, id));
            String providerId = transport.deliver(id, stored.message().attach(files));
            write(realm, changed(stored, Status.SENT, stored.attempts(), null, providerId), null);
        } catch (DeliveryFailed e) {
            failed(realm, stored, item, e);
        }
    }

    private void failed(Caller realm, StoredMessage stored, WorkItem item, DeliveryFailed failure) {
        int attempts = stored.attempts() + 1;
        boolean last = failure.isForGood() || attempts > PAUSES.size();
        String error = oneLine(String.valueOf(failure.getMessage()));
        LOG.warn("Message {} was not delivered at try {}: {}", stored.id(), attempts, error);
        StoredMessage tried = changed(stored, last ? Status.FAILED : Status.QUEUED, attempts, error, null);
        write(
                realm,
                tried,
                last ? null : new WorkItem(item.task(), stored.id() + "." + attempts, item.tenantId(), item.data()));
    }

    private void write(Caller realm, StoredMessage stored, @Nullable WorkItem next) {
        Instant now = time.instant();
        db.tx(realm, tx -> {
            store.update(tx, stored);
            if (next != null) {
                tx.enqueue(next, now.plus(PAUSES.get(stored.attempts() - 1)));
            }
            return true;
        });
    }

    private StoredMessage changed(
            StoredMessage from, Status status, int attempts, @Nullable String error, @Nullable String providerId) {
        Instant sentAt = status == Status.SENT ? time.instant() : null;
        return new StoredMessage(
                from.id(),
                from.message(),
                status,
                attempts,
                error,
                providerId,
                from.createdAt(),
                sentAt,
                from.attached());
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > MAX_ERROR ? line.substring(0, MAX_ERROR) : line;
    }
}
