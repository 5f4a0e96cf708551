package heddle.market.verify;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import heddle.kernel.pattern.Patterns;

/** {@code regex}: a pattern of RE2 that occurs in the output, in linear time whatever the pattern. */
final class RegexKind implements Kind {
    private static final int MOST_MATCHES = 10_000;

    @Override
    public void check(Spec spec) {
        String member = spec.named("pattern");
        String pattern = spec.requireText(member, Patterns.MAX_LENGTH);
        String fault = pattern.isEmpty() ? null : Patterns.fault(pattern);
        if (fault != null) {
            spec.refuse(member, "invalid_pattern", fault);
        }
        if (!spec.text("flags", "").matches("[ims]{0,3}")) {
            spec.refuse("flags", "unknown_value", "flags may hold the letters i, m and s");
        }
        var _ = spec.count("min_matches", 1, MOST_MATCHES);
    }

    @Override
    public Finding judge(Spec spec, Subject subject) {
        Pattern pattern = Pattern.compile(
                spec.requireText(spec.named("pattern"), Patterns.MAX_LENGTH), flags(spec.text("flags", "")));
        Matcher matcher = pattern.matcher(subject.text());
        int wanted = spec.count("min_matches", 1, MOST_MATCHES);
        int found = 0;
        String first = null;
        while (found < wanted && matcher.find()) {
            found++;
            first = first == null ? matcher.group() : first;
        }
        return Finding.of(
                found >= wanted,
                found >= wanted ? "The pattern occurs" : "The pattern occurs " + found + " times of " + wanted,
                first);
    }

    @Override
    public Cost cost(Spec spec) {
        return Cost.TRIVIAL;
    }

    private static int flags(String letters) {
        return letters.chars()
                .map(letter -> switch (letter) {
                    case 'i' -> Pattern.CASE_INSENSITIVE;
                    case 'm' -> Pattern.MULTILINE;
                    default -> Pattern.DOTALL;
                })
                .reduce(0, (a, b) -> a | b);
    }
}
