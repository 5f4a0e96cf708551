package heddle.kernel.outbox;

import heddle.kernel.json.InstantText;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the pages show of a message: what a developer looks for, links to click and codes to type, stands apart.
 *
 * @param title the subject, or the text of an SMS
 */
public record MessagePage(
        String id,
        String realm,
        String channel,
        String to,
        String title,
        String text,
        boolean hasHtml,
        String status,
        @Nullable String error,
        String createdAt,
        List<String> links,
        List<String> codes,
        List<String> attachments) {
    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']{1,2000}");
    private static final Pattern CODE = Pattern.compile("(?<![\\w/=-])[0-9]{6}(?![\\w-])");

    static MessagePage of(StoredMessage stored) {
        OutMessage message = stored.message();
        return new MessagePage(
                stored.id(),
                message.realm(),
                message.channel().word(),
                String.join(", ", message.to()),
                message.subject().isEmpty() ? message.text() : message.subject(),
                message.text(),
                message.html() != null,
                stored.status().word(),
                stored.error(),
                InstantText.of(stored.createdAt()),
                found(LINK, message.text()),
                found(CODE, message.text()),
                stored.attached().stream()
                        .map(file -> file.filename() + " (" + file.contentType() + ", " + file.bytes() + " bytes)")
                        .toList());
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .limit(10)
                .toList();
    }
}
