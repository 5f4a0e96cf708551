package heddle.market.verify;

import com.google.re2j.Pattern;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import heddle.market.verify.Plan.Criterion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One vote of a model, after what it claims was looked up. */
final class Ballot {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final int LEAST_QUOTE = 3;
    private static final int MAX_WHY = 500;
    private static final String NOT_THERE = "The judge quotes what the delivery does not contain";

    private record Entry(boolean met, @Nullable String quote, String why) {}

    /** The answer is not the JSON that was asked for; another try may bring it. */
    static final class Unreadable extends RuntimeException {
        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    private final Map<String, Entry> byId;

    private Ballot(Map<String, Entry> byId) {
        this.byId = byId;
    }

    /**
     * @param quotable the texts that a quote may come from
     * @throws Unreadable when it is not one object with each criterion once
     */
    static Ballot read(String answer, List<Criterion> criteria, List<String> quotable) {
        JsonNode list = parsed(answer).path("criteria");
        if (!list.isArray() || list.size() != criteria.size()) {
            throw new Unreadable("it does not give each criterion once");
        }
        List<String> texts = quotable.stream().map(Ballot::folded).toList();
        Map<String, Entry> byId = new HashMap<>();
        for (JsonNode each : list) {
            boolean shaped = each.path("id").isString()
                    && each.path("met").isBoolean()
                    && each.path("evidence_quote").isString()
                    && each.path("why").isString();
            if (!shaped) {
                throw new Unreadable("a criterion lacks id, met, evidence_quote or why");
            }
            byId.put(each.path("id").stringValue(), entry(each, texts));
        }
        if (!criteria.stream().allMatch(c -> byId.containsKey(c.id()))) {
            throw new Unreadable("it does not give each criterion once");
        }
        return new Ballot(byId);
    }

    private static Entry entry(JsonNode each, List<String> texts) {
        String why = each.path("why").stringValue();
        String said = why.length() > MAX_WHY ? why.substring(0, MAX_WHY) : why;
        if (!each.path("met").booleanValue()) {
            return new Entry(false, null, said);
        }
        String quote = each.path("evidence_quote").stringValue();
        String looked = folded(quote);
        return looked.length() >= LEAST_QUOTE && texts.stream().anyMatch(text -> text.contains(looked))
                ? new Entry(true, quote, said)
                : new Entry(false, null, NOT_THERE);
    }

    private static JsonNode parsed(String answer) {
        try {
            return Json.parse(answer);
        } catch (Problem notJson) {
            throw new Unreadable("it is not JSON");
        }
    }

    private static String folded(String text) {
        return SPACE.matcher(text).replaceAll(" ").strip();
    }

    boolean met(String id) {
        return entry(id).met();
    }

    String why(String id) {
        return entry(id).why();
    }

    @Nullable
    String quote(String id) {
        return entry(id).quote();
    }

    private Entry entry(String id) {
        return Objects.requireNonNull(byId.get(id));
    }
}
