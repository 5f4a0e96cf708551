package heddle.data.filter;

import tools.jackson.databind.JsonNode;

/** Reads a filter in whichever JSON spelling it comes: a list, a condition, or one text. */
public final class Filters {
    private Filters() {}

    /**
     * The condition; a missing or null filter holds for every object.
     *
     * @param root what the faults' paths begin with, e.g. {@code filters}
     * @throws heddle.kernel.problem.Problem 400 INVALID_FILTER with every fault found
     */
    public static Condition parse(JsonNode node, String root, Vocabulary words) {
        if (node.isMissingNode() || node.isNull()) {
            return Condition.ALWAYS;
        }
        if (node.isString()) {
            return FilterText.parse(node.stringValue(), root, words);
        }
        return node.isArray() ? FilterList.parse(node, root, words) : ConditionJson.parse(node, root, words);
    }
}
