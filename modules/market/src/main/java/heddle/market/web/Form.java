package heddle.market.web;

import heddle.kernel.http.FormBody;
import heddle.kernel.http.Request;
import heddle.kernel.problem.Problem;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The fields of a form that was sent, with lines ended alike however the browser ends them. */
final class Form {
    static final String TYPE = "application/x-www-form-urlencoded";

    private static final Pattern DOLLARS = Pattern.compile("\\$?\\s*[0-9]{1,7}([.,][0-9]{1,2})?");

    private final Map<String, String> fields;

    private Form(Map<String, String> fields) {
        this.fields = fields;
    }

    static Form of(Request in) {
        return new Form(FormBody.parse(new String(in.raw(), StandardCharsets.UTF_8)));
    }

    /** What was typed without the space around it; empty where nothing was. */
    String text(String name) {
        return fields.getOrDefault(name, "").replace("\r\n", "\n").strip();
    }

    /**
     * Dollars as cents; nothing where none were typed.
     *
     * @throws Problem 400 when it is no amount
     */
    static Optional<Integer> cents(String name, @Nullable String typed) {
        if (typed == null || typed.isBlank()) {
            return Optional.empty();
        }
        String text = typed.strip();
        if (!DOLLARS.matcher(text).matches()) {
            throw Problem.invalid(name, "invalid_format", "Write an amount in dollars such as 5 or 7.50");
        }
        String digits = text.replace("$", "").strip().replace(',', '.');
        return Optional.of(new BigDecimal(digits).movePointRight(2).intValueExact());
    }
}
