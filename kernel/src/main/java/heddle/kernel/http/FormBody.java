package heddle.kernel.http;

import heddle.kernel.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads {@code application/x-www-form-urlencoded}. */
public final class FormBody {
    private static final int MAX_FIELDS = 1_000;

    private FormBody() {}

    /**
     * The fields in order.
     *
     * @throws Problem 400 when a field stands twice, an escape is broken, or a text contains NUL
     */
    public static Map<String, String> parse(String body) {
        Map<String, String> out = new LinkedHashMap<>();
        for (String pair : body.split("&", MAX_FIELDS)) {
            if (pair.isEmpty()) {
                continue;
            }
            int at = pair.indexOf('=');
            String name = decoded(at < 0 ? pair : pair.substring(0, at));
            if (out.put(name, at < 0 ? "" : decoded(pair.substring(at + 1))) != null) {
                throw Problem.invalid(name, "duplicate", "The field " + name + " stands twice");
            }
        }
        return out;
    }

    private static String decoded(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("VALIDATION_ERROR", "The form is not valid percent-encoding");
        }
        if (decoded.indexOf('\0') >= 0) {
            throw Problem.badRequest("VALIDATION_ERROR", "A form may not contain the NUL character");
        }
        return decoded;
    }
}
