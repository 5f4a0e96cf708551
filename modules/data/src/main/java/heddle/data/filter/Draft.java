package heddle.data.filter;

import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;

/** One reading of a condition: collects every fault and holds the limits. */
final class Draft {
    static final int MAX_DEPTH = 8;
    static final int MAX_LEAVES = 100;
    static final int MAX_TEXT = 8_192;

    private final Vocabulary words;
    private final List<Fault> faults = new ArrayList<>();
    private int leaves;

    Draft(Vocabulary words) {
        this.words = words;
    }

    Mode mode() {
        return words.mode();
    }

    /** Notes a fault and answers a condition that lets the reading go on. */
    Condition fault(String path, String code, String message) {
        faults.add(new Fault(path, code, message));
        return Condition.NEVER;
    }

    /** Whether a condition may stand this deep; notes a fault when not. */
    boolean deeper(String path, int depth) {
        if (depth <= MAX_DEPTH) {
            return true;
        }
        fault(path, "too_deep", "Conditions nest at most " + MAX_DEPTH + " levels");
        return false;
    }

    /** Counts one comparison; the first one too many is a fault, the rest is silence. */
    boolean counted(String path) {
        leaves++;
        if (leaves == MAX_LEAVES + 1) {
            fault(path, "too_many", "A filter holds at most " + MAX_LEAVES + " comparisons");
        }
        return leaves <= MAX_LEAVES;
    }

    Optional<Field> field(String path, String name) {
        Optional<Field> field = Fields.find(name, words);
        if (field.isEmpty()) {
            fault(
                    path,
                    "unknown_property",
                    "'" + shown(name) + "' is no property of "
                            + words.schema().type().name());
        }
        return field;
    }

    Condition compare(String path, String name, String operator, JsonNode value, boolean lenient) {
        return field(path, name)
                .map(f -> compare(path, f, operator, value, lenient))
                .orElse(Condition.NEVER);
    }

    Condition compare(String path, Field field, String word, JsonNode value, boolean lenient) {
        if (!counted(path)) {
            return Condition.NEVER;
        }
        Operator operator = Operator.of(word);
        if (operator == null) {
            return fault(path, "unknown_operator", "'" + shown(word) + "' is no operator");
        }
        if (!field.operators().contains(operator)) {
            return fault(
                    path,
                    "unsupported_operator",
                    "'" + operator.word() + "' is not for " + field.name() + supported(field));
        }
        Operand operand = new Operands(mode(), lenient, (code, message) -> fault(path, code, message))
                .read(field, operator, value);
        return operand == null ? Condition.NEVER : settled(new Condition.Compare(field, operator, operand, path));
    }

    /** Turns {@code $null: false} into its opposite, so that a flag operator always means what its name says. */
    private static Condition settled(Condition.Compare c) {
        boolean denied = c.operand() instanceof Operand.Literal(JsonNode flag) && flag.equals(BooleanNode.FALSE);
        if (!c.operator().takesFlag() || !denied) {
            return c;
        }
        Operator opposite = switch (c.operator()) {
            case IS_NULL -> Operator.IS_NOT_NULL;
            case IS_NOT_NULL -> Operator.IS_NULL;
            case IS_EMPTY -> Operator.IS_NOT_EMPTY;
            default -> Operator.IS_EMPTY;
        };
        return new Condition.Compare(c.field(), opposite, new Operand.Literal(BooleanNode.TRUE), c.path());
    }

    private static String supported(Field field) {
        return "; use one of "
                + String.join(
                        " ", field.operators().stream().map(Operator::word).toList());
    }

    /**
     * The finished condition.
     *
     * @throws Problem 400 INVALID_FILTER with every fault found
     */
    Condition finish(Condition condition) {
        if (faults.isEmpty()) {
            return condition;
        }
        String message =
                faults.size() == 1 ? faults.getFirst().message() : faults.size() + " parts of the filter are not valid";
        throw Problem.badRequest("INVALID_FILTER", message, faults);
    }

    static String shown(String text) {
        return text.length() <= 64 ? text : text.substring(0, 61) + "...";
    }
}
