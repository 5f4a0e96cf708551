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
    /** {@code /api}: bare data, and {@code {error, code, details}} in the Studio's vocabulary. */
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
                Map<String, String> fields = new LinkedHashMap<>();
                faults.forEach(f -> fields.putIfAbsent(f.field(), f.message()));
                details.put("fields", fields);
            }
            String wait = problem.headers().get("Retry-After");
            if (wait != null) {
                details.put("retry_after", Long.parseLong(wait));
            }
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("error", problem.text());
            out.put("code", STUDIO_CODES.getOrDefault(problem.code(), problem.code()));
            out.put("details", details);
            return Json.bytes(out);
        }
    };

    private static final Map<String, String> STUDIO_CODES = Map.ofEntries(
            Map.entry("TOKEN_EXPIRED", "UNAUTHORIZED"),
            Map.entry("INVALID_TOKEN", "UNAUTHORIZED"),
            Map.entry("INVALID_CREDENTIALS", "UNAUTHORIZED"),
            Map.entry("REFRESH_TOKEN_REUSED", "UNAUTHORIZED"),
            Map.entry("INSUFFICIENT_SCOPE", "FORBIDDEN"),
            Map.entry("USER_REQUIRED", "FORBIDDEN"),
            Map.entry("USER_BANNED", "FORBIDDEN"),
            Map.entry("RATE_LIMITED", "RATE_LIMIT"),
            Map.entry("ROUTE_NOT_FOUND", "NOT_FOUND"),
            Map.entry("INVALID_JSON", "VALIDATION_ERROR"),
            Map.entry("EMAIL_EXISTS", "CONFLICT"));

    abstract byte[] data(byte[] json, String requestId);

    abstract byte[] error(Problem problem, String requestId);

    static Dialect of(String path) {
        return path.startsWith("/api/") && !path.startsWith("/api/v1/") ? FLAT : ENVELOPE;
    }
}
