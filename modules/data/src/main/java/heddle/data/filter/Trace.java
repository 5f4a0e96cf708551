package heddle.data.filter;

import heddle.kernel.json.InstantText;
import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Takes a condition apart for people: what each comparison expected, found and came to. */
public final class Trace {

    /**
     * One comparison.
     *
     * @param path where it stands in the condition, e.g. {@code condition_json.$or[0].age.$gte}
     * @param expected the right-hand side with variables replaced; null where they have no value
     * @param actual what the row holds; null for nothing
     * @param result null when it is unknown
     */
    public record Step(
            String path,
            String operator,
            JsonNode expected,
            JsonNode actual,
            @Nullable Boolean result) {}

    private Trace() {}

    /** Every comparison of the condition in the order of the text, also those that a short cut would skip. */
    public static List<Step> of(Condition condition, Bindings bindings, Row row, Links links) {
        List<Step> out = new ArrayList<>();
        for (Condition leaf : leaves(condition)) {
            Boolean result = switch (ConditionEval.of(leaf, bindings, row, links)) {
                case TRUE -> true;
                case FALSE -> false;
                case UNKNOWN -> null;
            };
            if (leaf instanceof Condition.Compare c) {
                JsonNode actual = json(ConditionEval.value(c.field(), row, links));
                out.add(new Step(c.path(), c.operator().sign(), expected(c, bindings), actual, result));
            } else if (leaf instanceof Condition.Linked linked) {
                out.add(new Step(linked.path(), "$linked", expected(linked, bindings), NullNode.getInstance(), result));
            }
        }
        return out;
    }

    /** The names of the variables that the condition uses. */
    public static Set<String> variables(Condition condition) {
        Set<String> out = new LinkedHashSet<>();
        for (Condition leaf : leaves(condition)) {
            switch (leaf) {
                case Condition.Compare c -> collect(c.operand(), out);
                case Condition.Linked linked when linked.to() != null -> collect(linked.to(), out);
                default -> {}
            }
        }
        return out;
    }

    /** The fields that the condition looks at. */
    public static List<Field> fields(Condition condition) {
        return leaves(condition).stream()
                .filter(Condition.Compare.class::isInstance)
                .map(leaf -> ((Condition.Compare) leaf).field())
                .distinct()
                .toList();
    }

    private static List<Condition> leaves(Condition condition) {
        return switch (condition) {
            case Condition.And and ->
                and.parts().stream().flatMap(p -> leaves(p).stream()).toList();
            case Condition.Or or ->
                or.parts().stream().flatMap(p -> leaves(p).stream()).toList();
            case Condition.Not not -> leaves(not.part());
            case Condition.Always ignored -> List.of();
            case Condition.Never ignored -> List.of();
            case Condition.Compare compare -> List.of(compare);
            case Condition.Linked linked -> List.of(linked);
        };
    }

    private static void collect(Operand operand, Set<String> into) {
        switch (operand) {
            case Operand.Variable(String name) -> into.add(name);
            case Operand.Many(List<Operand> items) -> items.forEach(item -> collect(item, into));
            default -> {}
        }
    }

    private static JsonNode expected(Condition.Compare c, Bindings bindings) {
        Constants constants = new Constants(bindings);
        if (c.operand() instanceof Operand.Many(List<Operand> items)) {
            ArrayNode out = Json.mapper().createArrayNode();
            items.forEach(item -> out.add(json(shown(constants, c.field(), item))));
            return out;
        }
        return json(shown(constants, c.field(), c.operand()));
    }

    private static @Nullable JsonNode shown(Constants constants, Field field, Operand operand) {
        return operand instanceof Operand.Relative ? constants.node(field, operand) : constants.raw(operand);
    }

    private static JsonNode expected(Condition.Linked linked, Bindings bindings) {
        ObjectNode out = Json.object()
                .put("association_type", linked.associationType())
                .put("direction", linked.direction().name().toLowerCase(Locale.ROOT));
        if (linked.to() != null) {
            out.set("to", json(new Constants(bindings).raw(linked.to())));
        }
        return out;
    }

    private static JsonNode json(@Nullable Object value) {
        return switch (value) {
            case null -> NullNode.getInstance();
            case JsonNode node -> node;
            case Instant at -> Json.mapper().valueToTree(InstantText.of(at));
            default -> Json.mapper().valueToTree(value);
        };
    }
}
