package heddle.market.job;

import heddle.market.verify.Plan.Criterion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes title, tags, criteria, price and time of a prompt. No model and no chance: the same words give the same job. */
final class Structuring {
    private static final int TITLE = 60;
    private static final int BASE_CENTS = 100;
    private static final int CENTS_PER_WORD = 4;
    private static final int CENTS_PER_FILE = 300;
    private static final int LEAST_CENTS = 100;
    private static final int MOST_CENTS = 100_000;
    private static final int ROUND_CENTS = 50;
    private static final int LEAST_SECONDS = 600;
    private static final int SECONDS_PER_CENT = 3;
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_CRITERIA = 10;
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?])\\s+|\\R+");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}+#]+");

    /** Words that show what a job needs, with the tag and what such jobs cost more. */
    private record Trade(String tag, int cents) {}

    private static final Map<String, Trade> TRADES = Map.ofEntries(
            Map.entry("python", new Trade("python", 400)),
            Map.entry("java", new Trade("java", 400)),
            Map.entry("javascript", new Trade("javascript", 400)),
            Map.entry("typescript", new Trade("typescript", 400)),
            Map.entry("sql", new Trade("sql", 300)),
            Map.entry("code", new Trade("code", 400)),
            Map.entry("script", new Trade("code", 300)),
            Map.entry("function", new Trade("code", 300)),
            Map.entry("bug", new Trade("code", 400)),
            Map.entry("test", new Trade("testing", 300)),
            Map.entry("tests", new Trade("testing", 300)),
            Map.entry("translate", new Trade("translation", 200)),
            Map.entry("translation", new Trade("translation", 200)),
            Map.entry("summarize", new Trade("summary", 100)),
            Map.entry("summarise", new Trade("summary", 100)),
            Map.entry("summary", new Trade("summary", 100)),
            Map.entry("research", new Trade("research", 500)),
            Map.entry("find", new Trade("research", 200)),
            Map.entry("compare", new Trade("research", 300)),
            Map.entry("write", new Trade("writing", 200)),
            Map.entry("essay", new Trade("writing", 300)),
            Map.entry("article", new Trade("writing", 300)),
            Map.entry("blog", new Trade("writing", 300)),
            Map.entry("design", new Trade("design", 500)),
            Map.entry("logo", new Trade("design", 500)),
            Map.entry("image", new Trade("images", 300)),
            Map.entry("data", new Trade("data", 300)),
            Map.entry("csv", new Trade("data", 200)),
            Map.entry("spreadsheet", new Trade("data", 300)),
            Map.entry("scrape", new Trade("scraping", 400)),
            Map.entry("json", new Trade("data", 100)));

    private static final Set<String> IMPERATIVES = Set.of(
            "add",
            "analyse",
            "analyze",
            "answer",
            "build",
            "calculate",
            "check",
            "classify",
            "clean",
            "collect",
            "compare",
            "convert",
            "count",
            "create",
            "describe",
            "design",
            "draft",
            "edit",
            "explain",
            "extract",
            "find",
            "fix",
            "format",
            "generate",
            "give",
            "implement",
            "include",
            "list",
            "make",
            "name",
            "optimise",
            "optimize",
            "plan",
            "prepare",
            "produce",
            "provide",
            "rank",
            "refactor",
            "reply",
            "report",
            "research",
            "return",
            "review",
            "rewrite",
            "send",
            "show",
            "solve",
            "sort",
            "state",
            "suggest",
            "summarise",
            "summarize",
            "test",
            "translate",
            "use",
            "validate",
            "verify",
            "write");

    private Structuring() {}

    static String title(String prompt) {
        String first = SPACE.matcher(SENTENCE_END.split(prompt.strip(), 2)[0]).replaceAll(" ");
        if (first.codePointCount(0, first.length()) <= TITLE) {
            return first;
        }
        String cut = first.substring(0, first.offsetByCodePoints(0, TITLE - 1));
        int word = cut.lastIndexOf(' ');
        return (word > TITLE / 2 ? cut.substring(0, word) : cut) + "…";
    }

    /** What a worker has to know, from words of the prompt; empty where nothing special. */
    static Set<String> trades(String prompt) {
        return trade(prompt).map(Trade::tag).collect(Collectors.toCollection(TreeSet::new));
    }

    /** A criterion for each sentence that asks for something; one for the whole where none does. */
    static List<Criterion> criteria(String prompt) {
        List<Criterion> out = new ArrayList<>();
        for (String sentence : SENTENCE_END.split(prompt.strip())) {
            String first = NO_WORD.split(sentence.strip().toLowerCase(Locale.ROOT), 2)[0];
            if (IMPERATIVES.contains(first) && out.size() < MOST_CRITERIA) {
                out.add(new Criterion("c" + (out.size() + 1), "Does this: " + sentence.strip(), true));
            }
        }
        return out.isEmpty() ? List.of(new Criterion("c1", "Does what the prompt asks for, completely", true)) : out;
    }

    static int price(String prompt, int files) {
        Map<String, Integer> trades = new LinkedHashMap<>();
        trade(prompt).forEach(t -> trades.merge(t.tag(), t.cents(), Math::max));
        int base = trades.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        long cents = BASE_CENTS + (long) CENTS_PER_WORD * words(prompt).count() + (long) CENTS_PER_FILE * files + base;
        long rounded = Math.round(cents / (double) ROUND_CENTS) * ROUND_CENTS;
        return Math.clamp(rounded, LEAST_CENTS, MOST_CENTS);
    }

    static int seconds(int priceCents) {
        return Math.clamp((long) LEAST_SECONDS + (long) SECONDS_PER_CENT * priceCents, 60, MOST_SECONDS);
    }

    private static Stream<Trade> trade(String prompt) {
        return words(prompt).map(TRADES::get).filter(Objects::nonNull);
    }

    private static Stream<String> words(String prompt) {
        return NO_WORD.splitAsStream(prompt.toLowerCase(Locale.ROOT)).filter(w -> !w.isEmpty());
    }
}
