package heddle.data.filter;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A condition reduced to constants and a few tests. {@link ConditionSql} and {@link ConditionEval} read only this, so
 * what they must agree on is small. Every test of a field without a value is unknown, but {@link Present}.
 */
public sealed interface Bound {
    Bound TRUE = new Known(Truth.TRUE);
    Bound FALSE = new Known(Truth.FALSE);
    Bound UNKNOWN = new Known(Truth.UNKNOWN);

    record Known(Truth truth) implements Bound {}

    record All(List<Bound> parts) implements Bound {}

    record Any(List<Bound> parts) implements Bound {}

    record Not(Bound part) implements Bound {}

    /** False where the part is unknown. */
    record Sure(Bound part) implements Bound {}

    record Present(Field field) implements Bound {}

    /** {@code value} is a String, BigDecimal or Boolean; a json field holds it only when its type is the same. */
    record Ordered(Field field, Relation relation, Object value) implements Bound {}

    record OneOf(Field field, List<Object> values) implements Bound {}

    /** A piece of text somewhere, at the start or at the end. */
    record Matches(Field field, Place place, boolean folded, String text) implements Bound {}

    /** A list that holds one of the items, or all of them. */
    record Holds(Field field, List<JsonNode> items, boolean all) implements Bound {}

    record Same(Field field, JsonNode value) implements Bound {}

    /** JSON containment as {@code @>} defines it. */
    record Includes(Field field, JsonNode part) implements Bound {}

    record HasKey(Field field, String key) implements Bound {}

    record Size(Field field, Relation relation, long count) implements Bound {}

    /** Within a distance in metres on a sphere; the band of latitudes can be read from an index. */
    record Near(Field field, double lat, double lng, double radius) implements Bound {
        private static final double METRES_PER_DEGREE = 111_195.0;
        private static final double SLACK = 0.001;
        private static final double EARTH = 6_371_008.8;

        /** The greatest haversine of the angle between the two places: a constant, so that no row needs an arcsine. */
        double reach() {
            double half = Math.sin(Math.min(radius / (2 * EARTH), Math.PI / 2));
            return half * half;
        }

        BigDecimal south() {
            return BigDecimal.valueOf(lat - radius / METRES_PER_DEGREE - SLACK);
        }

        BigDecimal north() {
            return BigDecimal.valueOf(lat + radius / METRES_PER_DEGREE + SLACK);
        }
    }

    /** A box in degrees; one whose west is greater than its east crosses the date line. */
    record Within(Field field, BigDecimal west, BigDecimal south, BigDecimal east, BigDecimal north) implements Bound {}

    record LinkedTo(
            String associationType,
            Condition.Direction direction,
            @Nullable String to) implements Bound {}

    enum Place {
        START,
        END,
        ANYWHERE
    }

    static Bound of(boolean truth) {
        return truth ? TRUE : FALSE;
    }

    static Bound all(List<Bound> parts) {
        List<Bound> open = new ArrayList<>();
        for (Bound part : parts) {
            if (part.equals(FALSE)) {
                return FALSE;
            }
            if (!part.equals(TRUE)) {
                open.add(part);
            }
        }
        return open.isEmpty() ? TRUE : open.size() == 1 ? open.getFirst() : new All(open);
    }

    static Bound any(List<Bound> parts) {
        List<Bound> open = new ArrayList<>();
        for (Bound part : parts) {
            if (part.equals(TRUE)) {
                return TRUE;
            }
            if (!part.equals(FALSE)) {
                open.add(part);
            }
        }
        return open.isEmpty() ? FALSE : open.size() == 1 ? open.getFirst() : new Any(open);
    }

    static Bound not(Bound part) {
        return part instanceof Known(Truth truth) ? new Known(truth.not()) : new Not(part);
    }

    static Bound sure(Bound part) {
        return part instanceof Known(Truth truth) ? of(truth == Truth.TRUE) : new Sure(part);
    }
}
