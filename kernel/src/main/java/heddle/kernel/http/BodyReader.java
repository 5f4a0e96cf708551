package heddle.kernel.http;

import heddle.kernel.problem.Problem;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads request bodies with a limit that holds before and while reading. */
final class BodyReader {
    private BodyReader() {}

    static byte[] read(ServerRequest request, long limit) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long declared = request.headers().contentLength().orElse(-1);
        if (declared > limit) {
            throw tooLarge(limit);
        }
        try (InputStream in = request.content().inputStream()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(declared > 0 ? (int) declared : 512);
            byte[] buffer = new byte[declared > 0 ? (int) Math.min(declared, 16_384) : 8_192];
            int n;
            while ((n = in.read(buffer)) > 0) {
                out.write(buffer, 0, n);
                if (out.size() > limit) {
                    throw tooLarge(limit);
                }
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses a body of a type that the route cannot read, before reading it. */
    static void requireType(ServerRequest request, List<String> accepted) {
        if (!request.content().hasEntity() || request.headers().contentLength().orElse(-1) == 0) {
            return;
        }
        String sent = request.headers().contains(HeaderNames.CONTENT_TYPE)
                ? mediaType(request.headers().get(HeaderNames.CONTENT_TYPE).get())
                : "";
        boolean known = accepted.contains(sent) || (sent.endsWith("+json") && accepted.contains("application/json"));
        if (!known) {
            throw Problem.of(
                    415,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "Send Content-Type: " + String.join(" or ", accepted)
                            + (sent.isEmpty() ? "" : " instead of " + sent));
        }
    }

    static String mediaType(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }

    private static Problem tooLarge(long limit) {
        return Problem.tooLarge("PAYLOAD_TOO_LARGE", "The body is larger than " + limit + " bytes")
                .header("Connection", "close");
    }
}
