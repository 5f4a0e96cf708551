package heddle.data.filter;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The spelling of funnel steps: {@code status:eq:won}, where the value may be JSON or a list with commas. */
public final class FilterText {
    private FilterText() {}

    /**
     * Reads one comparison.
     *
     * @throws Problem 400 INVALID_FILTER with every fault found
     */
    public static Condition parse(String text, String root, Vocabulary words) {
        Draft draft = new Draft(words);
        return draft.finish(read(text, root, draft));
    }

    static Condition read(String text, String path, Draft draft) {
        if (text.length() > Draft.MAX_TEXT) {
            return draft.fault(path, "too_long", "A filter holds at most " + Draft.MAX_TEXT + " characters");
        }
        String[] parts = text.split(":", 3);
        Operator operator = parts.length < 2 ? null : Operator.of(parts[1]);
        boolean flag = operator != null && operator.takesFlag();
        if (parts.length < (flag ? 2 : 3)) {
            return draft.fault(path, "invalid_shape", "A filter must be property:operator:value");
        }
        JsonNode value = parts.length == 3 ? value(operator, parts[2]) : BooleanNode.TRUE;
        return draft.compare(path, parts[0], parts[1], value, true);
    }

    /** What a piece of text stands for as the operand of an operator. */
    static JsonNode value(@Nullable Operator operator, String text) {
        JsonNode json = json(text);
        if (json != null) {
            return json;
        }
        if (operator == Operator.NEAR || operator == Operator.WITHIN) {
            return place(operator, text.split(",", -1));
        }
        if (operator == null || !operator.takesList()) {
            return StringNode.valueOf(text);
        }
        ArrayNode list = Json.mapper().createArrayNode();
        if (!text.isEmpty()) {
            Arrays.stream(text.split(",", -1)).forEach(list::add);
        }
        return list;
    }

    private static @Nullable JsonNode json(String text) {
        if (text.isEmpty() || "[{\"".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        try {
            return Json.parse(text);
        } catch (Problem plainText) {
            return null;
        }
    }

    private static JsonNode place(Operator operator, String[] numbers) {
        if (operator == Operator.WITHIN) {
            ArrayNode box = Json.mapper().createArrayNode();
            Arrays.stream(numbers).forEach(n -> box.add(n.strip()));
            return box;
        }
        ObjectNode near = Json.object();
        String[] names = {"lat", "lng", "radius_m"};
        for (int i = 0; i < numbers.length; i++) {
            near.put(i < names.length ? names[i] : "more" + i, numbers[i].strip());
        }
        return near;
    }
}
