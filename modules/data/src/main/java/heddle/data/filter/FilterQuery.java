package heddle.data.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spelling of query strings: {@code filter[status]=won&filter[age][gte]=18&filter[tag][in]=a,b}, and
 * {@code filter=} with a whole condition. All of them are joined by "and".
 */
public final class FilterQuery {
    private static final Pattern KEY = Pattern.compile("filter\\[([^\\[\\]]{1,200})\\](?:\\[([^\\[\\]]{1,64})\\])?");

    private FilterQuery() {}

    /**
     * Reads the parameters that are named {@code filter} or begin with {@code filter[}, and leaves the others alone.
     *
     * @throws heddle.kernel.problem.Problem 400 INVALID_FILTER with every fault found
     */
    public static Condition parse(Map<String, List<String>> query, Vocabulary words) {
        Draft draft = new Draft(words);
        List<Condition> parts = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, List<String>> entry : query.entrySet()) {
            if (!entry.getKey().equals("filter") && !entry.getKey().startsWith("filter[")) {
                continue;
            }
            for (String value : entry.getValue()) {
                bytes += entry.getKey().length() + value.getBytes(StandardCharsets.UTF_8).length;
                if (bytes <= Draft.MAX_TEXT) {
                    parts.add(one(entry.getKey(), value, draft));
                }
            }
        }
        if (bytes > Draft.MAX_TEXT) {
            draft.fault("filter", "too_long", "A filter holds at most " + Draft.MAX_TEXT + " bytes");
        }
        return draft.finish(joined(parts));
    }

    private static Condition one(String key, String value, Draft draft) {
        if (key.equals("filter")) {
            return ConditionJson.readText(value, key, draft);
        }
        Matcher found = KEY.matcher(key);
        if (!found.matches()) {
            return draft.fault(
                    Draft.shown(key), "invalid_shape", "Write filter[property] or filter[property][operator]");
        }
        String word = found.group(2) == null ? "eq" : found.group(2);
        Operator operator = Operator.of(word);
        String text = value.isEmpty() && operator != null && operator.takesFlag() ? "true" : value;
        return draft.compare(key, found.group(1), word, FilterText.value(operator, text), true);
    }

    private static Condition joined(List<Condition> parts) {
        return switch (parts.size()) {
            case 0 -> Condition.ALWAYS;
            case 1 -> parts.getFirst();
            default -> new Condition.And(parts);
        };
    }
}
