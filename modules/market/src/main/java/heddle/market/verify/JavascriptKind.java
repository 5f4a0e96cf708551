package heddle.market.verify;

import heddle.kernel.json.Json;
import heddle.kernel.script.ScriptFailed;
import heddle.kernel.script.Scripts;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * {@code javascript}: {@code spec.code}, the body of a function over {@code output}, which returns true, false or {@code
 * {passed, reason, score}}. Code that throws says no; code that does not come to an end says nothing.
 */
final class JavascriptKind implements Kind {
    private static final int MAX_CODE = 20_000;
    private static final int MAX_REASON = 500;
    private static final String OUTPUT = "output";

    private final Scripts scripts;

    JavascriptKind(Scripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public void check(Spec spec) {
        String code = spec.requireText("code", MAX_CODE);
        String fault = code.isEmpty() ? null : scripts.fault(code, OUTPUT);
        if (fault != null) {
            spec.refuse("code", "invalid_code", "The code is not the body of a function over output: " + fault);
        }
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        try {
            JsonNode output = Json.mapper().valueToTree(subject.text());
            return said(scripts.call(spec.requireText("code", MAX_CODE), Map.of(OUTPUT, output)));
        } catch (ScriptFailed failed) {
            return failed.reason() == ScriptFailed.Reason.THROWN
                    ? Finding.failed("The code threw", failed.getMessage())
                    : Finding.error("The code gave no answer: " + failed.getMessage());
        }
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.SCRIPT;
    }

    private static Finding said(JsonNode value) {
        if (value.isBoolean()) {
            return Finding.of(
                    value.booleanValue(), value.booleanValue() ? "The code says yes" : "The code says no", null);
        }
        JsonNode passed = value.path("passed");
        if (!passed.isBoolean()) {
            return Finding.error("The code must return true, false or {passed, reason}");
        }
        String reason = value.path("reason").asString(passed.booleanValue() ? "The code says yes" : "The code says no");
        String shown = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason;
        double score = value.path("score").asDouble(passed.booleanValue() ? 1 : 0);
        return Finding.scored(passed.booleanValue(), Double.isFinite(score) ? score : 0, shown);
    }
}
