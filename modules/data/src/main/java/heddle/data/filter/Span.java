package heddle.data.filter;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signed stretch of time such as {@code -7d}: {@code s m h d w mo y}, where {@code m} is minutes and months and
 * years follow the calendar in UTC.
 */
public record Span(int amount, String unit) {
    public static final Span NONE = new Span(0, "s");
    private static final Pattern SHAPE = Pattern.compile("([+-]?)([0-9]{1,6})(s|m|h|d|w|mo|y)");
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    public static Optional<Span> parse(String text) {
        Matcher found = SHAPE.matcher(text);
        if (!found.matches()) {
            return Optional.empty();
        }
        int amount = Integer.parseInt(found.group(2));
        return Optional.of(new Span(found.group(1).equals("-") ? -amount : amount, found.group(3)));
    }

    public Span negated() {
        return new Span(-amount, unit);
    }

    /** The moved instant, held inside the years 1 to 9999 that stored texts can spell. */
    public Instant from(Instant start) {
        LocalDateTime at = LocalDateTime.ofInstant(start, ZoneOffset.UTC);
        LocalDateTime moved = switch (unit) {
            case "s" -> at.plusSeconds(amount);
            case "m" -> at.plusMinutes(amount);
            case "h" -> at.plusHours(amount);
            case "d" -> at.plusDays(amount);
            case "w" -> at.plusWeeks(amount);
            case "mo" -> at.plusMonths(amount);
            default -> at.plusYears(amount);
        };
        Instant out = moved.toInstant(ZoneOffset.UTC);
        return out.isBefore(FIRST) ? FIRST : out.isAfter(LAST) ? LAST : out;
    }
}
