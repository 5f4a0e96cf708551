package heddle.market.upload;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names of files as they came, made safe to show and to save under. */
final class FileNames {
    private static final int LONGEST = 200;
    private static final String NAMELESS = "file";

    private FileNames() {}

    /** The last part of a path, without what a terminal, a browser or a file system would take for more than a name. */
    static String clean(@Nullable String sent) {
        if (sent == null) {
            return NAMELESS;
        }
        String plain = Normalizer.normalize(sent, Normalizer.Form.NFC);
        String last = plain.substring(Math.max(plain.lastIndexOf('/'), plain.lastIndexOf('\\')) + 1);
        StringBuilder out = new StringBuilder();
        last.codePoints().filter(FileNames::isPlain).forEach(out::appendCodePoint);
        String name = out.toString().strip().replaceFirst("^\\.+", "").strip();
        if (name.isEmpty()) {
            return NAMELESS;
        }
        int end = name.offsetByCodePoints(0, Math.min(LONGEST, name.codePointCount(0, name.length())));
        return name.substring(0, end);
    }

    /** Controls, marks that turn the direction of text, and halves of pairs are left out. */
    private static boolean isPlain(int c) {
        int type = Character.getType(c);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && "\"<>:|?*".indexOf(c) < 0;
    }

    /** {@code Content-Disposition: attachment} with the name in both spellings (RFC 6266). */
    static String disposition(String name) {
        StringBuilder ascii = new StringBuilder();
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._ ".indexOf(c) >= 0);
            ascii.append(plain ? c : '_');
            encoded.append(
                    plain && c != ' '
                            ? String.valueOf(c)
                            : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
        }
        return "attachment; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded;
    }
}
