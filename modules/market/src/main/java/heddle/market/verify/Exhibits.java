package heddle.market.verify;

import heddle.kernel.json.Json;
import heddle.market.verify.Delivery.Attached;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * What a judge gets to see of a delivery: its text and the texts among its files, without what a person would not see, and of
 * every file what it is. Quotes are looked for in here.
 */
record Exhibits(String output, List<Exhibit> files) {
    static final int MOST_OF_FILE = 50_000;
    static final int MOST_OF_FILES = 100_000;
    private static final int MOST_BYTES_PER_CHAR = 4;
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/x-ndjson", "application/yaml", "application/xml");

    /**
     * One file.
     *
     * @param text null where the judge sees none of it
     * @param whole whether the text is all of it
     */
    record Exhibit(Attached file, @Nullable String text, boolean whole) {
        String shown() {
            return text == null ? "nothing" : whole ? "all" : "the first " + text.length() + " characters";
        }
    }

    Exhibits {
        files = List.copyOf(files);
    }

    /** @throws FileBytes.Missing where a text cannot be read */
    static Exhibits of(Delivery delivery, FileBytes bytes) {
        List<Exhibit> files = new ArrayList<>();
        int left = MOST_OF_FILES;
        for (Attached file : delivery.attachments()) {
            Exhibit shown = exhibit(file, bytes, Math.min(left, MOST_OF_FILE));
            left -= shown.text() == null ? 0 : shown.text().length();
            files.add(shown);
        }
        return new Exhibits(visible(delivery.output()), files);
    }

    private static Exhibit exhibit(Attached file, FileBytes bytes, int most) {
        boolean readable = file.isUpload() && isText(file.contentType()) && most > 0;
        String text = readable ? text(bytes.head(file, most * MOST_BYTES_PER_CHAR), file.size()) : null;
        if (text == null) {
            return new Exhibit(file, null, false);
        }
        String seen = visible(text);
        int end = Math.min(seen.length(), most);
        boolean halved = end < seen.length() && Character.isHighSurrogate(seen.charAt(end - 1));
        boolean whole = end == seen.length() && file.size() <= (long) most * MOST_BYTES_PER_CHAR;
        return new Exhibit(file, seen.substring(0, halved ? end - 1 : end), whole);
    }

    private static boolean isText(String contentType) {
        return contentType.startsWith("text/") || TEXTS.contains(contentType);
    }

    /** Null where it is not UTF-8; a character that the cut has halved is left out. */
    private static @Nullable String text(byte[] head, long size) {
        CharBuffer out = CharBuffer.allocate(head.length);
        boolean bad = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(head), out, head.length == size)
                .isError();
        return bad ? null : out.flip().toString();
    }

    boolean hasText() {
        return texts().anyMatch(text -> !text.isBlank());
    }

    /** The output and the texts of files. */
    Stream<String> texts() {
        return Stream.concat(
                Stream.of(output), files.stream().map(Exhibit::text).filter(Objects::nonNull));
    }

    /** What a quote may come from: the texts, and the list of the files. */
    List<String> quotable() {
        return Stream.concat(texts(), files.isEmpty() ? Stream.of() : Stream.of(listing()))
                .toList();
    }

    /** The files as JSON, in the order in which they were delivered. */
    String listing() {
        ArrayNode list = Json.mapper().createArrayNode();
        for (int i = 0; i < files.size(); i++) {
            Attached file = files.get(i).file();
            list.addObject()
                    .put("file", i + 1)
                    .put("name", visible(file.name()))
                    .put("size", file.size())
                    .put("type", file.contentType())
                    .put("sha256", file.sha256())
                    .put("shown", files.get(i).shown());
        }
        return list.toString();
    }

    /** Without what a person would not see: control characters, characters of no width, marks of direction. */
    static String visible(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().filter(c -> c == '\n' || c == '\t' || !invisible(c)).forEach(out::appendCodePoint);
        return out.toString();
    }

    private static boolean invisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> c >= 0xE0000 && c <= 0xE0FFF;
        };
    }
}
