package heddle.kernel.http;

import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code multipart/form-data} (RFC 7578) that is in memory already. Strict: what does not follow the grammar is
 * refused, so that no two readers see different forms.
 */
public final class Multipart {
    private static final int MAX_PARTS = 64;
    private static final int MAX_HEAD = 8_192;
    private static final byte[] LINE = {'\r', '\n'};
    private static final byte[] BLANK = {'\r', '\n', '\r', '\n'};
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([a-zA-Z]+)=(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;\"]*))");

    private final byte[] body;
    private final byte[] delimiter;
    private int at;

    private Multipart(byte[] body, String boundary) {
        this.body = body;
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One field or file of a form. */
    public static final class Part {
        private final String name;
        private final @Nullable String filename;
        private final String contentType;
        private final byte[] body;

        Part(String name, @Nullable String filename, String contentType, byte[] body) {
            this.name = name;
            this.filename = filename;
            this.contentType = contentType;
            this.body = body;
        }

        public String name() {
            return name;
        }

        /** As sent, not to be trusted; null for a plain field. */
        public @Nullable String filename() {
            return filename;
        }

        /** Without parameters, lower case; empty when not sent. */
        public String contentType() {
            return contentType;
        }

        public byte[] body() {
            return body;
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /**
     * @param contentType the header of the request
     * @throws Problem 400 INVALID_MULTIPART when the body is not a well-formed form
     */
    public static List<Part> parse(String contentType, byte[] body) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            throw broken("Content-Type names no boundary");
        }
        String name = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        return new Multipart(body, name).parts();
    }

    private List<Part> parts() {
        if (!startsWith(delimiter, 0)) {
            throw broken("The body does not begin with the boundary");
        }
        at = delimiter.length;
        List<Part> out = new ArrayList<>();
        while (!startsWith(new byte[] {'-', '-'}, at)) {
            if (out.size() == MAX_PARTS) {
                throw broken("A form holds at most " + MAX_PARTS + " parts");
            }
            out.add(part());
        }
        return out;
    }

    private Part part() {
        if (!startsWith(LINE, at)) {
            throw broken("A boundary is not followed by a line break");
        }
        int head = at + LINE.length;
        int headEnd = indexOf(BLANK, at, Math.min(body.length, head + MAX_HEAD));
        if (headEnd < 0) {
            throw broken("The headers of a part do not end within " + MAX_HEAD + " bytes");
        }
        int start = headEnd + BLANK.length;
        int end = ending(headEnd + LINE.length);
        at = end + LINE.length + delimiter.length;
        String headers = head > headEnd ? "" : new String(body, head, headEnd - head, StandardCharsets.UTF_8);
        return part(headers, start > end ? new byte[0] : Arrays.copyOfRange(body, start, end));
    }

    private int ending(int from) {
        byte[] ending = new byte[LINE.length + delimiter.length];
        System.arraycopy(LINE, 0, ending, 0, LINE.length);
        System.arraycopy(delimiter, 0, ending, LINE.length, delimiter.length);
        int end = indexOf(ending, from, body.length);
        if (end < 0) {
            throw broken("The last part is not closed by the boundary");
        }
        return end;
    }

    private static Part part(String headers, byte[] content) {
        Map<String, String> named = new HashMap<>();
        for (String line : headers.split("\r\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                named.put(
                        line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).trim());
            }
        }
        String disposition = named.getOrDefault("content-disposition", "");
        if (!BodyReader.mediaType(disposition).equals("form-data")) {
            throw broken("A part has no Content-Disposition: form-data");
        }
        String name = parameter(disposition, "name");
        if (name == null) {
            throw broken("A part has no name");
        }
        return new Part(
                name,
                parameter(disposition, "filename"),
                BodyReader.mediaType(named.getOrDefault("content-type", "")),
                content);
    }

    private static @Nullable String parameter(String header, String name) {
        Matcher found = PARAMETER.matcher(header);
        while (found.find()) {
            if (found.group(1).equalsIgnoreCase(name)) {
                String quoted = found.group(2);
                return quoted == null ? found.group(3) : quoted.replaceAll("\\\\(.)", "$1");
            }
        }
        return null;
    }

    private boolean startsWith(byte[] piece, int from) {
        return from + piece.length <= body.length
                && Arrays.equals(body, from, from + piece.length, piece, 0, piece.length);
    }

    private int indexOf(byte[] piece, int from, int to) {
        for (int i = from; i + piece.length <= to; i++) {
            if (body[i] == piece[0] && startsWith(piece, i)) {
                return i;
            }
        }
        return -1;
    }

    private static Problem broken(String what) {
        return Problem.badRequest("INVALID_MULTIPART", what);
    }
}
