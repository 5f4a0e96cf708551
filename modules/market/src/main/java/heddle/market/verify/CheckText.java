package heddle.market.verify;

import heddle.market.verify.Verdict.Check;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes on in a verification, as logs and answers tell it. */
final class CheckText {
    private CheckText() {}

    /** Something said of a check, or of the whole. */
    static Map<String, Object> said(String level, String message, @Nullable String checkId) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("level", level);
        out.put("message", message);
        if (checkId != null) {
            out.put("check_id", checkId);
        }
        return out;
    }

    static Map<String, Object> of(Check check) {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("id", check.id());
        out.put("kind", check.kind());
        out.put("required", check.required());
        out.put("passed", check.passed());
        out.put("score", check.score());
        out.put("state", check.state().name().toLowerCase(Locale.ROOT));
        out.put("message", check.message());
        if (check.evidence() != null) {
            out.put("evidence", check.evidence());
        }
        out.put("duration_ms", check.durationMs());
        return out;
    }
}
