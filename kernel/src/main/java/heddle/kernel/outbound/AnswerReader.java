package heddle.kernel.outbound;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one answer of HTTP/1.1 after which the connection ends. What is not clear is refused rather than guessed. */
final class AnswerReader {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEADERS = 200;
    private static final int MAX_INTERIM = 10;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([1-9][0-9]{2})(?: .*)?");
    private static final Pattern HEADER = Pattern.compile("([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \\t]*(.*?)[ \\t]*");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,15}");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,8})[ \\t]*(?:;.*)?");

    /** There is more than is wanted. */
    static final class TooLong extends IOException {
        TooLong() {
            super("The answer is too long");
        }
    }

    private final InputStream in;
    private final int maxBytes;

    AnswerReader(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    OutboundResponse read(boolean headOnly) throws IOException {
        for (int interim = 0; interim <= MAX_INTERIM; interim++) {
            int status = status();
            Map<String, List<String>> headers = headers();
            if (status >= 200) {
                boolean bodiless = headOnly || status == 204 || status == 304;
                return new OutboundResponse(status, headers, bodiless ? new byte[0] : body(headers));
            }
            if (status == 101) {
                throw new ProtocolException("The server changes to another protocol, which nobody asked for");
            }
        }
        throw new ProtocolException("The server sends one interim answer after the other");
    }

    private int status() throws IOException {
        Matcher line = STATUS_LINE.matcher(line());
        if (!line.matches()) {
            throw new ProtocolException("This is not HTTP/1.1");
        }
        return Integer.parseInt(line.group(1));
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        int count = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            Matcher header = HEADER.matcher(line);
            if (!header.matches() || ++count > MAX_HEADERS) {
                throw new ProtocolException("The headers cannot be read");
            }
            headers.computeIfAbsent(header.group(1).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
                    .add(header.group(2));
        }
        return headers;
    }

    private byte[] body(Map<String, List<String>> headers) throws IOException {
        List<String> encodings = headers.get("transfer-encoding");
        List<String> lengths = headers.get("content-length");
        if (encodings != null) {
            if (encodings.size() > 1 || !encodings.getFirst().equalsIgnoreCase("chunked")) {
                throw new ProtocolException("The transfer encoding is not known");
            }
            return chunks();
        }
        if (lengths == null) {
            byte[] all = in.readNBytes(maxBytes + 1);
            requireRoom(all.length);
            return all;
        }
        if (lengths.stream().distinct().count() > 1
                || !LENGTH.matcher(lengths.getFirst()).matches()) {
            throw new ProtocolException("The length cannot be read");
        }
        long length = Long.parseLong(lengths.getFirst());
        requireRoom(length);
        return exactly((int) length);
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            Matcher size = CHUNK.matcher(line());
            if (!size.matches()) {
                throw new ProtocolException("A chunk cannot be read");
            }
            long length = Long.parseLong(size.group(1), 16);
            if (length == 0) {
                // Trailers say nothing that anybody here asks for.
                headers();
                return all.toByteArray();
            }
            requireRoom(all.size() + length);
            all.write(exactly((int) length));
            if (!line().isEmpty()) {
                throw new ProtocolException("A chunk is longer than it says");
            }
        }
    }

    private void requireRoom(long bytes) throws TooLong {
        if (bytes > maxBytes) {
            throw new TooLong();
        }
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The answer broke off");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("The answer broke off");
            }
            if (line.size() == MAX_LINE) {
                throw new ProtocolException("A line is too long");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
