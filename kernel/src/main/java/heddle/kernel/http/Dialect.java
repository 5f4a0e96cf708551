package heddle.kernel.http;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How a surface spells answers and refusals on the wire. */
enum Dialect {
    /** {@code /v1} and {@code /api/v1}: {@code {success, data | error, request_id}}. */
    ENVELOPE {
        @Override
        byte[] data(byte[] json, String requestId) {
            byte[] head = "{\"success\":true,\"data\":".getBytes(StandardCharsets.US_ASCII);
            byte[] tail = (",\"request_id\":\"" + requestId + "\"}").getBytes(StandardCharsets.US_ASCII);
            byte[] out = new byte[head.length + json.length + tail.length];
            System.arraycopy(head, 0, out, 0, head.length);
            System.arraycopy(json, 0, out, head.length, json.length);
            System.arraycopy(tail, 0, out, head.length + json.length, tail.length);
            return out;
        }

        @Override
        byte[] error(Problem problem, String requestId) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("code", problem.code());
            error.put("message", problem.text());
            if (!problem.faults().isEmpty()) {
                error.put("details", problem.faults());
            }
            error.putAll(problem.members());
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("success", false);
            out.put("error", error);
            out.put("request_id", requestId);
            return Json.bytes(out);
        }
    },
    /** {@code /api}: bare data, and {@code {error, code, details}}. */
    FLAT {
        @Override
        byte[] data(byte[] json, String requestId) {
            return json;
        }

        @Override
        byte[] error(Problem problem, String requestId) {
            Map<String, Object> details = new LinkedHashMap<>(problem.members());
            List<Fault> faults = problem.faults();
            if (!faults.isEmpty()) {
                details.put("fields", faults);
            }
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("error", problem.text());
            out.put("code", problem.code());
            out.put("details", details);
            return Json.bytes(out);
        }
    };

    abstract byte[] data(byte[] json, String requestId);

    abstract byte[] error(Problem problem, String requestId);

    static Dialect of(String path) {
        return path.startsWith("/api/") && !path.startsWith("/api/v1/") ? FLAT : ENVELOPE;
    }
}
