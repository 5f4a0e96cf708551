package heddle.market.verify;

import java.util.List;
import java.util.Locale;

/** {@code equals contains not_contains}: the output against one text or several. */
enum TextKind implements Kind {
    /** It is one of the texts, white space around both left aside. */
    EQUALS {
        @Override
        Finding compare(String output, List<String> values, boolean ignoreCase) {
            String stripped = output.strip();
            boolean equal =
                    values.stream().anyMatch(v -> folded(v.strip(), ignoreCase).equals(folded(stripped, ignoreCase)));
            return Finding.of(equal, equal ? "The output is as expected" : "The output is another text", stripped);
        }
    },
    /** All of the texts occur. Which one is missing is not told: whoever reads it would put it in and pass. */
    CONTAINS {
        @Override
        Finding compare(String output, List<String> values, boolean ignoreCase) {
            String text = folded(output, ignoreCase);
            long missing = values.stream()
                    .filter(v -> !text.contains(folded(v, ignoreCase)))
                    .count();
            return missing == 0
                    ? Finding.passed("The output contains what it must")
                    : Finding.failed(
                            "The output lacks %d of %d texts that it must contain".formatted(missing, values.size()),
                            null);
        }
    },
    /** None of the texts occurs. */
    NOT_CONTAINS {
        @Override
        Finding compare(String output, List<String> values, boolean ignoreCase) {
            String text = folded(output, ignoreCase);
            return values.stream()
                    .filter(v -> text.contains(folded(v, ignoreCase)))
                    .findFirst()
                    .map(found -> Finding.failed("The output contains a text that it must not", found))
                    .orElseGet(() -> Finding.passed("The output contains nothing that it must not"));
        }
    };

    private static final int MOST = 50;
    private static final int MAX_LENGTH = 10_000;

    abstract Finding compare(String output, List<String> values, boolean ignoreCase);

    @Override
    public void check(Spec spec) {
        var _ = spec.texts("value", MOST, MAX_LENGTH);
        var _ = spec.flag("ignore_case");
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        return compare(subject.text(), spec.texts("value", MOST, MAX_LENGTH), spec.flag("ignore_case"));
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.TRIVIAL;
    }

    private static String folded(String text, boolean ignoreCase) {
        return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
    }
}
