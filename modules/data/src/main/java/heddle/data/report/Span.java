package heddle.data.report;

import heddle.kernel.problem.Problem;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stretch of time that a series covers, cut into equal intervals of a calendar. */
record Span(String interval, ZoneId zone, Instant start, Instant end) {
    static final int MAX_BUCKETS = 5_000;

    private static final List<String> INTERVALS = List.of("hour", "day", "week", "month", "quarter", "year");
    private static final int DEFAULT_BUCKETS = 30;

    /**
     * @param start date or moment, or null for 30 intervals before the end
     * @param end date (its whole day counts) or moment, or null for now
     */
    static Span of(
            @Nullable String interval,
            @Nullable String zone,
            @Nullable String start,
            @Nullable String end,
            Instant now) {
        String word = interval == null ? "day" : interval;
        if (!INTERVALS.contains(word)) {
            throw Problem.invalid("interval", "not_in_enum", "interval must be one of " + INTERVALS);
        }
        ZoneId place = zone(zone);
        Instant to = end == null ? now.plusMillis(1) : moment("end_date", end, place, true);
        Span open = new Span(word, place, to, to);
        Instant from = start == null
                ? open.step(open.floor(to.minusMillis(1)), 1 - DEFAULT_BUCKETS).toInstant()
                : moment("start_date", start, place, false);
        if (!from.isBefore(to)) {
            throw Problem.invalid("start_date", "out_of_range", "start_date must be before end_date");
        }
        return new Span(word, place, from, to);
    }

    /** The beginnings of all intervals, also of those in which nothing happened. */
    List<Instant> buckets() {
        List<Instant> out = new ArrayList<>();
        ZonedDateTime at = floor(start);
        while (at.toInstant().isBefore(end)) {
            out.add(at.toInstant());
            if (out.size() > MAX_BUCKETS) {
                throw Problem.invalid(
                        "interval",
                        "too_many_items",
                        "That makes more than " + MAX_BUCKETS + " periods; use a longer interval");
            }
            at = step(at, 1);
        }
        return out;
    }

    private ZonedDateTime floor(Instant instant) {
        ZonedDateTime at = instant.atZone(zone);
        return switch (interval) {
            case "hour" -> at.truncatedTo(ChronoUnit.HOURS);
            case "week" -> at.truncatedTo(ChronoUnit.DAYS).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case "month" -> at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
            case "quarter" ->
                at.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).withMonth((at.getMonthValue() - 1) / 3 * 3 + 1);
            case "year" -> at.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
            default -> at.truncatedTo(ChronoUnit.DAYS);
        };
    }

    private ZonedDateTime step(ZonedDateTime at, int count) {
        return switch (interval) {
            case "hour" -> at.plusHours(count);
            case "week" -> at.plusWeeks(count);
            case "month" -> at.plusMonths(count);
            case "quarter" -> at.plusMonths(3L * count);
            case "year" -> at.plusYears(count);
            default -> at.plusDays(count);
        };
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return ZoneId.of(name == null ? "UTC" : name);
        } catch (DateTimeException e) {
            throw Problem.invalid("timezone", "invalid_format", "timezone must be a name such as Europe/Berlin");
        }
    }

    private static Instant moment(String field, String text, ZoneId zone, boolean wholeDay) {
        try {
            if (text.length() == 10) {
                LocalDate day = LocalDate.parse(text);
                return (wholeDay ? day.plusDays(1) : day).atStartOfDay(zone).toInstant();
            }
            return java.time.OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid(
                    field, "invalid_format", field + " must be a date such as 2026-01-31 or a moment with an offset");
        }
    }
}
