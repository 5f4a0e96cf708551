package heddle.kernel.pattern;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Other people's regular expressions, compiled once. RE2 matches in linear time; its only danger is a program blown up by
 * nested counts, which {@link #fault} refuses.
 */
public final class Patterns {
    public static final int MAX_LENGTH = 500;
    private static final long MAX_PROGRAM = 20_000;
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,4})(?:,([0-9]{0,4}))?\\}");

    private final Cache<String, Pattern> compiled =
            Caffeine.newBuilder().maximumSize(2_000).build();

    /** Whether the pattern occurs in the text, as JSON Schema defines it; anchor it with {@code ^} and {@code $}. */
    public boolean found(String pattern, String text) {
        return compiled.get(pattern, Pattern::compile).matcher(text).find();
    }

    /** Why the pattern cannot be used, or null when it can. */
    public static @Nullable String fault(String pattern) {
        if (pattern.codePointCount(0, pattern.length()) > MAX_LENGTH) {
            return "Use a pattern of at most %d characters".formatted(MAX_LENGTH);
        }
        if (program(pattern) > MAX_PROGRAM) {
            return "Use smaller counts: nested repetitions such as (x{100}){100} grow too large";
        }
        try {
            Pattern.compile(pattern);
            return null;
        } catch (PatternSyntaxException e) {
            return "Use RE2 syntax: " + e.getDescription();
        }
    }

    /** An upper estimate of the compiled size: counts on groups multiply, all others add. */
    private static long program(String pattern) {
        long sum = pattern.length();
        long product = 1;
        var counts = COUNT.matcher(pattern);
        while (counts.find()) {
            long count = Long.parseLong(counts.group(1));
            if (counts.group(2) != null && !counts.group(2).isEmpty()) {
                count = Math.max(count, Long.parseLong(counts.group(2)));
            }
            boolean onGroup = counts.start() > 0 && pattern.charAt(counts.start() - 1) == ')';
            if (onGroup) {
                product = Math.min(product * Math.max(count, 1), MAX_PROGRAM + 1);
            } else {
                sum += count;
            }
        }
        return sum * product;
    }
}
