package heddle.identity.notification;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of notifications. */
final class NotificationJson {
    private static final String CHANNELS = "in_app|email|sms|push|webhook";

    private NotificationJson() {}

    record View(
            String id,
            String userId,
            String category,
            String type,
            String title,
            String body,
            boolean isRead,
            @Nullable Instant readAt,
            @Nullable String actionUrl,
            ObjectNode metadata,
            Instant createdAt) {}

    record Page(List<View> results, @Nullable String nextCursor, long total) {}

    record Count(long count) {}

    record Read(boolean read) {}

    record Updated(int updated) {}

    record Preference(
            @NotNull @Pattern(regexp = CHANNELS, message = "must be one of " + CHANNELS)
            String channel,

            @NotNull Boolean enabled,
            @Nullable @Size(max = 20) List<@NotNull String> categories) {}

    record PreferenceSaved(boolean updated) {}

    record PreferenceDeleted(boolean deleted) {}
}
