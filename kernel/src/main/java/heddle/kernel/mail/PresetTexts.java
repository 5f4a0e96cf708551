package heddle.kernel.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * Heddle's own texts: {@code <name>.txt} holds subject, blank line and text; {@code <name>.html} what stands in the
 * frame that all mails share.
 */
final class PresetTexts {
    private static final String BODY = "<!-- body -->";

    private PresetTexts() {}

    static Map<Part, String> of(TemplateName name) {
        Map<Part, String> parts = new EnumMap<>(Part.class);
        String text = resource(name.word() + ".txt");
        if (name.isSms()) {
            parts.put(Part.TEXT, text.strip());
            return parts;
        }
        int end = text.indexOf("\n\n");
        parts.put(Part.SUBJECT, text.substring(0, end));
        parts.put(Part.TEXT, text.substring(end + 2));
        parts.put(
                Part.HTML,
                resource("frame.html")
                        .replace(BODY, resource(name.word() + ".html").strip()));
        return parts;
    }

    private static String resource(String file) {
        try (InputStream in = PresetTexts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
