package heddle.market.joblog;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A place in a job's log: the id of a line, {@code <attempt>-<seq>}. */
record Position(int attempt, int seq) implements Comparable<Position> {
    static final Position START = new Position(0, 0);
    private static final Comparator<Position> ORDER =
            Comparator.comparingInt(Position::attempt).thenComparingInt(Position::seq);

    /** The place that a client names, or null when it is none. */
    static @Nullable Position parse(@Nullable String text) {
        if (text == null || !text.matches("[0-9]{1,4}-[0-9]{1,9}")) {
            return null;
        }
        int dash = text.indexOf('-');
        return new Position(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
    }

    boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return attempt + "-" + seq;
    }
}
