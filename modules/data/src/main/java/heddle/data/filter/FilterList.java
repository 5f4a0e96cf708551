package heddle.data.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;

/**
 * The spelling of views, reports and automations: {@code [{"property":"status","operator":"eq","value":"won"},
 * {"or":[..]}]}. Items are joined by "and"; a text item is one of {@link FilterText}.
 */
public final class FilterList {
    private static final Set<String> LEAF = Set.of("property", "operator", "value");

    private final Draft draft;

    private FilterList(Draft draft) {
        this.draft = draft;
    }

    /**
     * Reads a list; an empty one holds for every object.
     *
     * @param root what the faults' paths begin with, e.g. {@code filters}
     * @throws heddle.kernel.problem.Problem 400 INVALID_FILTER with every fault found
     */
    public static Condition parse(JsonNode node, String root, Vocabulary words) {
        Draft draft = new Draft(words);
        return draft.finish(read(node, root, draft));
    }

    static Condition read(JsonNode node, String root, Draft draft) {
        if (!node.isArray()) {
            return draft.fault(root, "invalid_shape", "Filters must be a list of {property, operator, value}");
        }
        return node.isEmpty() ? Condition.ALWAYS : joined(new FilterList(draft).items(node, root, 1));
    }

    private List<Condition> items(JsonNode node, String path, int depth) {
        if (!(node instanceof ArrayNode array) || array.isEmpty()) {
            return List.of(draft.fault(path, "invalid_shape", "The value must be a list of at least one filter"));
        }
        List<Condition> out = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            out.add(item(array.get(i), path + "[" + i + "]", depth));
        }
        return out;
    }

    private Condition item(JsonNode item, String path, int depth) {
        if (!draft.deeper(path, depth)) {
            return Condition.NEVER;
        }
        if (item.isString()) {
            return FilterText.read(item.stringValue(), path, draft);
        }
        if (item.isObject() && item.size() == 1) {
            if (item.has("or")) {
                return new Condition.Or(items(item.path("or"), path + ".or", depth + 1));
            }
            if (item.has("and")) {
                return new Condition.And(items(item.path("and"), path + ".and", depth + 1));
            }
            if (item.has("not")) {
                return new Condition.Not(item(item.path("not"), path + ".not", depth + 1));
            }
        }
        return leaf(item, path);
    }

    private Condition leaf(JsonNode item, String path) {
        boolean shaped = item.isObject()
                && item.path("property").isString()
                && item.path("operator").asString("eq").length() <= 64
                && item.propertyStream().allMatch(e -> LEAF.contains(e.getKey()));
        if (!shaped) {
            return draft.fault(
                    path,
                    "invalid_shape",
                    "A filter must be {\"property\": .., \"operator\": .., \"value\": ..} or {\"or\": [..]}");
        }
        String word = item.path("operator").asString("eq");
        Operator operator = Operator.of(word);
        boolean flag = operator != null && operator.takesFlag();
        JsonNode value = item.path("value");
        if (value.isMissingNode() && !flag) {
            return draft.fault(path + ".value", "required", "The filter needs a value");
        }
        JsonNode given = flag && (value.isMissingNode() || value.isNull()) ? BooleanNode.TRUE : value;
        return draft.compare(path, item.path("property").stringValue(), word, given, false);
    }

    private static Condition joined(List<Condition> parts) {
        return parts.size() == 1 ? parts.getFirst() : new Condition.And(parts);
    }
}
