package heddle.data.filter;

import heddle.kernel.json.InstantText;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Points in time as conditions write them. */
final class Moments {
    private Moments() {}

    /** The 24-character text in which a datetime property is stored. */
    static String text(Instant at) {
        return InstantText.of(at);
    }

    static LocalDate day(Instant at) {
        return at.atZone(ZoneOffset.UTC).toLocalDate();
    }

    /** The day of a stored text or of a plain date. */
    static String dayOf(String text) {
        return text.substring(0, 10);
    }

    static String startOf(String day) {
        return day + "T00:00:00.000Z";
    }

    /** The last moment of a day: as fine as the column stores. */
    static String endOf(String day, boolean micros) {
        return day + (micros ? "T23:59:59.999999Z" : "T23:59:59.999Z");
    }

    static String midnightIfDay(String text) {
        return text.length() == 10 ? startOf(text) : text;
    }
}
