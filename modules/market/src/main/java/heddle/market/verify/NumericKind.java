package heddle.market.verify;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code numeric}: the output, or a place in its JSON, is a number close enough to the expected one. */
final class NumericKind implements Kind {
    private static final int MAX_DIGITS = 100;

    @Override
    public void check(Spec spec) {
        spec.requireMember("value");
        var _ = spec.number("value");
        BigDecimal tolerance = spec.number("tolerance");
        if (tolerance != null && tolerance.signum() < 0) {
            spec.refuse("tolerance", "out_of_range", "tolerance must not be below 0");
        }
        JsonPath.check(spec, "path", false);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        BigDecimal expected = spec.number("value");
        BigDecimal found = found(spec, subject);
        if (found == null || expected == null) {
            return Finding.failed(
                    "There is no number where one is expected", subject.text().strip());
        }
        BigDecimal tolerance = spec.number("tolerance");
        boolean close = near(found, expected, tolerance);
        return Finding.of(
                close,
                close ? "The number is close enough" : "The number is too far from the expected one",
                found.toString());
    }

    @Override
    public Cost cost(Spec spec) {
        return spec.has("path") ? Cost.PARSING : Cost.TRIVIAL;
    }

    static boolean near(BigDecimal found, BigDecimal expected, @Nullable BigDecimal tolerance) {
        if (Math.abs((long) found.scale() - expected.scale()) > 10_000) {
            return false;
        }
        BigDecimal apart = found.subtract(expected).abs();
        return apart.compareTo(tolerance == null ? BigDecimal.ZERO : tolerance) <= 0;
    }

    private static @Nullable BigDecimal found(Spec spec, Subject subject) {
        if (spec.has("path")) {
            JsonNode json = subject.json();
            JsonNode at =
                    json == null ? null : JsonPath.of(spec.text("path", "")).in(json);
            return at != null && at.isNumber() ? at.decimalValue() : null;
        }
        String text = subject.text().strip();
        if (text.length() > MAX_DIGITS || !text.matches("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?")) {
            return null;
        }
        return new BigDecimal(text);
    }
}
