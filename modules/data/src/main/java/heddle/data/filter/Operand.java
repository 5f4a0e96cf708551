package heddle.data.filter;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** The right-hand side of a comparison: a constant, or something that becomes one when a request is bound. */
public sealed interface Operand {

    /** A value that fits the field, in its stored spelling. */
    record Literal(JsonNode value) implements Operand {}

    /** {@code $now} or {@code $today}, moved by a span. */
    record Relative(boolean today, Span offset) implements Operand {}

    /** {@code $me}: the account that asks. */
    record Me() implements Operand {}

    /** {@code {{auth.email}}}: only in policies. */
    record Variable(String name) implements Operand {}

    record Many(List<Operand> items) implements Operand {}
}
