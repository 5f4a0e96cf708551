package heddle.kernel.outbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire records of the outbox. */
final class OutboxJson {
    private OutboxJson() {}

    record View(
            String id,
            String tenantId,
            String channel,
            String to,
            String subject,
            String text,
            @Nullable String html,
            String status,
            @Nullable String error,
            Instant createdAt,
            @Nullable Instant sentAt,
            List<StoredMessage.Attached> attachments) {}

    record Page(List<View> messages, long total) {}

    static View of(StoredMessage stored) {
        OutMessage message = stored.message();
        return new View(
                stored.id(),
                message.realm(),
                message.channel().word(),
                String.join(", ", message.to()),
                message.subject(),
                message.text(),
                message.html(),
                stored.status().word(),
                stored.error(),
                stored.createdAt(),
                stored.sentAt(),
                stored.attached());
    }
}
