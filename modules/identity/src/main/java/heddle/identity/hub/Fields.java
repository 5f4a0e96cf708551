package heddle.identity.hub;

import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The members of a body that is a form or a flat JSON object. */
final class Fields {
    private Fields() {}

    static Map<String, String> of(Request in) {
        return in.contentType().equals("application/x-www-form-urlencoded") ? form(in) : json(in);
    }

    private static Map<String, String> json(Request in) {
        Map<String, String> out = new HashMap<>();
        in.object()
                .propertyStream()
                .filter(m -> m.getValue().isValueNode())
                .forEach(m -> out.put(m.getKey(), m.getValue().asString("")));
        return out;
    }

    private static Map<String, String> form(Request in) {
        Map<String, String> out = new HashMap<>();
        for (String pair : new String(in.raw(), StandardCharsets.UTF_8).split("&", -1)) {
            int at = pair.indexOf('=');
            if (at > 0) {
                out.put(decoded(pair.substring(0, at)), decoded(pair.substring(at + 1)));
            }
        }
        return out;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.badRequest("VALIDATION_ERROR", "The form is not valid percent-encoding");
        }
    }
}
