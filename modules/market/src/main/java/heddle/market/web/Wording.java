package heddle.market.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How pages spell amounts, times and words of the wire. */
public final class Wording {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long HOUR = 3_600;
    private static final long MINUTE = 60;

    private Wording() {}

    /** Cents as dollars: {@code $5.00}, {@code -$0.50}. */
    public static String money(long cents) {
        long whole = Math.abs(cents);
        return (cents < 0 ? "-" : "") + String.format(Locale.ROOT, "$%,d.%02d", whole / 100, whole % 100);
    }

    /** The same with a plus for what came in. */
    public static String change(long cents) {
        return cents > 0 ? "+" + money(cents) : money(cents);
    }

    /** Cents as a form takes them back: {@code 5.00}. */
    public static String plain(long cents) {
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }

    public static String time(Instant at) {
        return TIME.format(at);
    }

    /** Seconds as people say them: {@code 45 s}, {@code 10 min}, {@code 2 h 5 min}. */
    public static String span(long seconds) {
        if (seconds < MINUTE) {
            return seconds + " s";
        }
        Duration length = Duration.ofSeconds(seconds);
        String minutes = length.toMinutesPart() + " min";
        if (seconds < HOUR) {
            return minutes;
        }
        return length.toHours() + " h" + (length.toMinutesPart() == 0 ? "" : " " + minutes);
    }

    /** A share as a percentage. */
    public static String percent(double share) {
        return Math.round(100 * share) + " %";
    }

    /** A word of the wire: {@code pending_payment} is {@code pending payment}. */
    public static String words(String word) {
        return word.replace('_', ' ');
    }
}
