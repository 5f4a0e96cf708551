package heddle.kernel.outbox;

import heddle.kernel.problem.Fault;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file that goes with a mail.
 *
 * @param filename as readers of the mail see it
 * @param contentType e.g. {@code application/pdf}
 * @param content in Base64, as it came and as it goes
 */
public record Attachment(String filename, String contentType, String content) {
    public static final int MAX_COUNT = 10;
    public static final int MAX_BYTES = 10 * 1024 * 1024;

    private static final int MAX_NAME = 200;
    /** Neither a path, nor what ends a quoted header, nor the signs that turn the direction of writing around. */
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[\\p{Cntrl}\\p{Cf}\u2028\u2029/\\\\\"<>|:*?]");

    private static final String TOKEN = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
    private static final Pattern TYPE = Pattern.compile(TOKEN + "/" + TOKEN);
    /** Those are parts of mails, which readers would unfold. */
    private static final Pattern MAIL_TYPE = Pattern.compile("(?i)(multipart|message)/.*");

    /** How many bytes the content has, as far as its length tells. */
    public int bytes() {
        int padding = content.endsWith("==") ? 2 : content.endsWith("=") ? 1 : 0;
        return content.length() / 4 * 3 - padding;
    }

    /** The file itself. */
    public byte[] decoded() {
        return Base64.getDecoder().decode(content);
    }

    void check(String field, List<Fault> faults) {
        String name = filename.strip();
        if (name.isEmpty() || filename.length() > MAX_NAME) {
            faults.add(new Fault(
                    field + ".filename", "out_of_range", "filename must have 1 to " + MAX_NAME + " characters"));
        } else if (NOT_IN_NAMES.matcher(filename).find() || name.startsWith(".") || name.endsWith(".")) {
            faults.add(new Fault(
                    field + ".filename",
                    "invalid_format",
                    "filename is a bare name such as report.pdf: no path, no quotes, no control characters"));
        }
        if (!TYPE.matcher(contentType).matches()
                || MAIL_TYPE.matcher(contentType).matches()) {
            faults.add(new Fault(
                    field + ".content_type", "invalid_format", "content_type is a media type such as application/pdf"));
        }
        if (content.isEmpty()) {
            faults.add(new Fault(field + ".content", "required", "Send the file's bytes in Base64 as content"));
        } else if (!isBase64()) {
            faults.add(new Fault(field + ".content", "invalid_format", "content must be Base64 with its padding"));
        }
    }

    private boolean isBase64() {
        if (content.length() % 4 != 0) {
            return false;
        }
        try {
            Base64.getDecoder().decode(content);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
