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
     * @param template brings subject and text, filled in with the variables
     * @param attachments an array of {@code {filename, content_type?, content}}, the content in Base64
     */
    record Send(
            @NotNull JsonNode to,
            @Nullable JsonNode cc,
            @Nullable JsonNode bcc,
            @Nullable @Size(min = 1, max = 998) String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable String from,
            @Nullable String replyTo,
            @Nullable @Size(min = 1, max = 50) String template,
            @Nullable JsonNode variables,
            @Nullable JsonNode attachments) {}

    record Sent(boolean sent, String messageId) {}

    /** A mail as the event log keeps it: without its text, which may carry one-time links. */
    record Fact(String id, List<String> to, String subject) {}
}
