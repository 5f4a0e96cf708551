package heddle.kernel.problem;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A refusal that the caller can understand and act on. Everything in it may be shown.
 *
 * <p>Any other exception is a defect: the router logs it once and answers 500 without its text.
 */
public final class Problem extends RuntimeException {
    /** Faults past this number are dropped: enough to mend a request, too few to be an amplifier. */
    public static final int MAX_FAULTS = 50;

    private final int status;
    private final String code;
    private final List<Fault> faults;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    private Problem(int status, String code, String message, List<Fault> faults) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.faults = faults.size() > MAX_FAULTS ? List.copyOf(faults.subList(0, MAX_FAULTS)) : List.copyOf(faults);
    }

    /** A refusal with any status; the named factories below are preferred. */
    public static Problem of(int status, String code, String message) {
        return new Problem(status, code, message, List.of());
    }

    /** 400 VALIDATION_ERROR with every fault found. */
    public static Problem invalid(List<Fault> faults) {
        String message = faults.size() == 1 ? faults.getFirst().message() : faults.size() + " values are not valid";
        return new Problem(400, "VALIDATION_ERROR", message, faults);
    }

    public static Problem invalid(String field, String code, String message) {
        return invalid(List.of(new Fault(field, code, message)));
    }

    /** 400 with a code of its own, e.g. INVALID_CURSOR. */
    public static Problem badRequest(String code, String message) {
        return of(400, code, message);
    }

    public static Problem badRequest(String code, String message, List<Fault> faults) {
        return new Problem(400, code, message, faults);
    }

    public static Problem unauthorized(String code, String message) {
        return of(401, code, message).header("WWW-Authenticate", "Bearer");
    }

    public static Problem forbidden(String code, String message) {
        return of(403, code, message);
    }

    /** 404 with one fixed text, so that a foreign, hidden or malformed id cannot be told from a missing one. */
    public static Problem notFound() {
        return of(404, "NOT_FOUND", "Not found");
    }

    public static Problem conflict(String code, String message) {
        return of(409, code, message);
    }

    public static Problem conflict(String code, String message, List<Fault> faults) {
        return new Problem(409, code, message, faults);
    }

    /** 413 with the code PAYLOAD_TOO_LARGE or a narrower one. */
    public static Problem tooLarge(String code, String message) {
        return of(413, code, message);
    }

    public static Problem tooMany(String message, long retryAfterSeconds) {
        return of(429, "RATE_LIMITED", message).header("Retry-After", Long.toString(retryAfterSeconds));
    }

    public static Problem unavailable(String code, String message) {
        return of(503, code, message).header("Retry-After", "1");
    }

    /** Adds a member beside code and message, e.g. {@code current_version}. */
    public Problem with(String name, Object value) {
        members.put(name, value);
        return this;
    }

    public Problem header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public String text() {
        return String.valueOf(getMessage());
    }

    public List<Fault> faults() {
        return faults;
    }

    public Map<String, Object> members() {
        return Collections.unmodifiableMap(members);
    }

    public Map<String, String> headers() {
        return Collections.unmodifiableMap(headers);
    }
}
