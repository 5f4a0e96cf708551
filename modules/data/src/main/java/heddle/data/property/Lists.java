package heddle.data.property;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/** Lists in a cell: items between semicolons, or a JSON array when an item would not survive that. */
final class Lists {
    private Lists() {}

    static JsonNode fromCell(String text, UnaryOperator<JsonNode> item) {
        String cell = text.strip();
        if (cell.startsWith("[")) {
            return read(cell);
        }
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (String part : cell.split(";")) {
            if (!part.isBlank()) {
                out.add(item.apply(JsonNodeFactory.instance.stringNode(part.strip())));
            }
        }
        return out;
    }

    static String toCell(JsonNode list, UnaryOperator<JsonNode> item) {
        String plain = StreamSupport.stream(list.spliterator(), false)
                .map(n -> n.isString() ? n.stringValue() : Json.text(n))
                .collect(Collectors.joining(";"));
        return list.equals(fromCell(plain, item)) ? plain : Json.text(list);
    }

    /** JSON in a cell; missing when it is none. */
    static JsonNode read(String text) {
        try {
            return Json.parse(text);
        } catch (Problem e) {
            return MissingNode.getInstance();
        }
    }
}
