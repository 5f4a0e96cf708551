package heddle.identity.email;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Wire records of mail. */
final class EmailJson {
    private EmailJson() {}

    /**
     * @param to an address or an array of them, like {@code cc} and {@code bcc}
     */
    record Send(
            @NotNull JsonNode to,
            @Nullable JsonNode cc,
            @Nullable JsonNode bcc,
            @NotNull @Size(min = 1, max = 998) String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable String from,
            @Nullable String replyTo) {}

    record Sent(boolean sent, String messageId) {}

    /** A mail as the event log keeps it: without its text, which may carry one-time links. */
    record Fact(String id, List<String> to, String subject) {}
}
