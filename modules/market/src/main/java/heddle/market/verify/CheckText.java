package heddle.market.verify;

import heddle.market.verify.Verdict.Check;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** A check as logs and answers tell it. */
final class CheckText {
    private CheckText() {}

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
