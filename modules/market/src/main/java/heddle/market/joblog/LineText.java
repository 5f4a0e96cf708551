package heddle.market.joblog;

import heddle.kernel.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The data of a line as stored text: 64 KiB at most, and without what a database refuses. */
final class LineText {
    private static final int MAX_BYTES = 64 * 1024;
    /** How many characters a text in a line may have, tried one after the other until the line fits. */
    private static final List<Integer> CUTS = List.of(8_000, 1_000, 100);

    private LineText() {}

    static String of(Map<String, Object> data) {
        String whole = Json.text(data);
        if (!isStorable(whole)) {
            whole = rewritten(Json.mapper().valueToTree(data), Integer.MAX_VALUE)
                    .toString();
        }
        if (fits(whole)) {
            return whole;
        }
        JsonNode tree = Json.parse(whole);
        for (int cut : CUTS) {
            JsonNode shorter = rewritten(tree, cut);
            ((ObjectNode) shorter).put("truncated", true);
            if (fits(shorter.toString())) {
                return shorter.toString();
            }
        }
        return "{\"truncated\":true}";
    }

    private static boolean fits(String text) {
        return text.length() <= MAX_BYTES && text.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
    }

    /** Whether there is surely nothing to mend. */
    private static boolean isStorable(String json) {
        return json.indexOf("\\u0000") < 0 && json.codePoints().noneMatch(LineText::isHalf);
    }

    private static JsonNode rewritten(JsonNode node, int cut) {
        if (node.isString()) {
            return Json.mapper().valueToTree(shortened(node.stringValue(), cut));
        }
        if (node.isObject()) {
            ObjectNode out = Json.object();
            for (Entry<String, JsonNode> member : node.properties()) {
                out.set(shortened(member.getKey(), cut), rewritten(member.getValue(), cut));
            }
            return out;
        }
        if (node.isArray()) {
            ArrayNode out = Json.mapper().createArrayNode();
            node.forEach(part -> out.add(rewritten(part, cut)));
            return out;
        }
        return node;
    }

    private static String shortened(String text, int cut) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().filter(c -> c != 0 && !isHalf(c)).forEach(clean::appendCodePoint);
        if (clean.length() <= cut) {
            return clean.toString();
        }
        int end = Character.isHighSurrogate(clean.charAt(cut - 1)) ? cut - 1 : cut;
        return clean.substring(0, end) + "...";
    }

    /** A half of a pair without the other. */
    private static boolean isHalf(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
