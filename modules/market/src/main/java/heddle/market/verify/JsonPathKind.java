package heddle.market.verify;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code json_path}: the value at a place in the output's JSON, compared. */
final class JsonPathKind implements Kind {
    private static final Set<String> OPS = Set.of("exists", "eq", "ne", "lt", "lte", "gt", "gte", "contains");
    private static final Set<String> ORDER = Set.of("lt", "lte", "gt", "gte");

    @Override
    public void check(Spec spec) {
        JsonPath.check(spec, "path", true);
        String op = op(spec);
        if (!op.equals("exists")) {
            spec.requireMember("value");
        }
        if (ORDER.contains(op)) {
            var _ = spec.number("value");
        }
        var _ = spec.number("tolerance");
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        return JsonPath.judged(spec, subject, found -> compared(spec, found));
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.PARSING;
    }

    private static Finding compared(Spec spec, JsonNode found) {
        String path = spec.text("path", "$");
        boolean holds = holds(op(spec), found, spec.get("value"), spec.number("tolerance"));
        return Finding.of(
                holds,
                holds ? "The value at " + path + " is as expected" : "The value at " + path + " is not as expected",
                found.toString());
    }

    private static String op(Spec spec) {
        return spec.choice("op", spec.has("value") ? "eq" : "exists", OPS);
    }

    private static boolean holds(String op, JsonNode found, JsonNode value, @Nullable BigDecimal tolerance) {
        return switch (op) {
            case "exists" -> true;
            case "eq" -> same(found, value, tolerance);
            case "ne" -> !same(found, value, tolerance);
            case "contains" -> contains(found, value);
            default -> found.isNumber() && ordered(op, found.decimalValue().compareTo(value.decimalValue()));
        };
    }

    private static boolean ordered(String op, int sign) {
        return switch (op) {
            case "lt" -> sign < 0;
            case "lte" -> sign <= 0;
            case "gt" -> sign > 0;
            default -> sign >= 0;
        };
    }

    private static boolean contains(JsonNode found, JsonNode value) {
        if (found.isString()) {
            return value.isString() && found.stringValue().contains(value.stringValue());
        }
        return found.isArray() && found.valueStream().anyMatch(e -> same(e, value, null));
    }

    private static boolean same(JsonNode found, JsonNode value, @Nullable BigDecimal tolerance) {
        return (found.isNumber() && value.isNumber())
                ? NumericKind.near(found.decimalValue(), value.decimalValue(), tolerance)
                : found.equals(value);
    }
}
