package heddle.kernel.http;

import heddle.kernel.access.Surface;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a surface spells answers and refusals on the wire. */
enum Dialect {
    /** {@code /v1}: {@code {success, data | error, request_id}}. */
    ENVELOPE {
        @Override
        byte[] data(byte[] json, byte @Nullable [] meta, String requestId) {
            return enveloped(json, meta, "request_id", requestId);
        }

        @Override
        byte[] error(Problem problem, String requestId) {
            return refusal(problem, problem.code(), "request_id", requestId);
        }
    },
    /** {@code /api/v1}: {@code {success, data, meta | error, requestId}}, few codes, names in camelCase. */
    HUB {
        @Override
        byte[] data(byte[] json, byte @Nullable [] meta, String requestId) {
            return enveloped(json, meta, "requestId", requestId);
        }

        @Override
        byte[] error(Problem problem, String requestId) {
            return refusal(problem, hubCode(problem), "requestId", requestId);
        }
    },
    /** The Hub's session endpoints below {@code /api/auth}: bare data, as their client reads it; the Hub's refusals. */
    HUB_SESSION {
        @Override
        byte[] data(byte[] json, byte @Nullable [] meta, String requestId) {
            return json;
        }

        @Override
        byte[] error(Problem problem, String requestId) {
            return HUB.error(problem, requestId);
        }
    },
    /** {@code /api}: bare data, and {@code {error, code, details}} in the Studio's vocabulary. */
    FLAT {
        @Override
        byte[] data(byte[] json, byte @Nullable [] meta, String requestId) {
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

    /** The Hub's clients know nine codes; a narrower one of ours is told by its status. */
    private static final Map<Integer, String> HUB_CODES = Map.of(
            400, "VALIDATION_ERROR",
            401, "UNAUTHORIZED",
            403, "FORBIDDEN",
            404, "NOT_FOUND",
            405, "VALIDATION_ERROR",
            409, "CONFLICT",
            429, "RATE_LIMITED");

    abstract byte[] data(byte[] json, byte @Nullable [] meta, String requestId);

    abstract byte[] error(Problem problem, String requestId);

    static Dialect of(String path) {
        if (path.startsWith("/api/v1/")) {
            return HUB;
        }
        return switch (Surface.of(path)) {
            case HUB -> HUB_SESSION;
            case PLATFORM -> FLAT;
            case BASE -> ENVELOPE;
        };
    }

    private static String hubCode(Problem problem) {
        return HUB_CODES.getOrDefault(problem.status(), problem.code());
    }

    private static byte[] enveloped(byte[] json, byte @Nullable [] meta, String idName, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 128);
        out.writeBytes("{\"success\":true,\"data\":".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(json);
        if (meta != null) {
            out.writeBytes(",\"meta\":".getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(meta);
        }
        out.writeBytes((",\"" + idName + "\":\"" + requestId + "\"}").getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] refusal(Problem problem, String code, String idName, String requestId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", problem.text());
        if (!problem.faults().isEmpty()) {
            error.put("details", problem.faults());
        }
        error.putAll(problem.members());
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("success", false);
        out.put("error", error);
        out.put(idName, requestId);
        return Json.bytes(out);
    }
}
