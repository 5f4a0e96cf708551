package heddle.market.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A place in JSON: {@code $.items[0].price}, {@code items[-1]}, {@code ['odd name'].x}. No wildcards, no filters. */
record JsonPath(List<Object> steps) {
    private static final int MAX_LENGTH = 300;
    private static final Pattern STEP =
            Pattern.compile("\\.?([A-Za-z_][A-Za-z0-9_-]*)|\\[(-?[0-9]{1,6})\\]|\\['([^']{1,100})'\\]");

    JsonPath {
        steps = List.copyOf(steps);
    }

    static void check(Spec spec, String member, boolean required) {
        String text = required ? spec.requireText(member, MAX_LENGTH) : spec.text(member, "$");
        if (!text.isEmpty() && parse(text) == null) {
            spec.refuse(member, "invalid_format", member + " must be a place in JSON such as $.items[0].price");
        }
    }

    static JsonPath of(String text) {
        JsonPath path = parse(text);
        return path == null ? new JsonPath(List.of()) : path;
    }

    /** What is said of the value at {@code path} in the output's JSON; where there is none, that is a no. */
    static Finding judged(Spec spec, Subject subject, Function<JsonNode, Finding> judge) {
        JsonNode json = subject.json();
        if (json == null) {
            return Finding.failed("The output is not JSON and holds no fenced block of JSON", null);
        }
        String path = spec.text("path", "$");
        JsonNode value = of(path).in(json);
        return value == null ? Finding.failed("The output has nothing at " + path, null) : judge.apply(value);
    }

    private static @Nullable JsonPath parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        String rest = text.startsWith("$") ? text.substring(1) : text;
        List<Object> steps = new ArrayList<>();
        Matcher step = STEP.matcher(rest);
        int at = 0;
        while (at < rest.length()) {
            if (!step.find(at) || step.start() != at) {
                return null;
            }
            String index = step.group(2);
            String name = step.group(1) == null ? step.group(3) : step.group(1);
            steps.add(index != null ? (Object) Integer.valueOf(index) : name);
            at = step.end();
        }
        return new JsonPath(steps);
    }

    /** The value at the place, or null when there is none. */
    @Nullable
    JsonNode in(JsonNode root) {
        JsonNode here = root;
        for (Object step : steps) {
            JsonNode next = switch (step) {
                case Integer index -> here.path(index < 0 ? here.size() + index : index);
                default -> here.path((String) step);
            };
            if (next.isMissingNode()) {
                return null;
            }
            here = next;
        }
        return here;
    }
}
