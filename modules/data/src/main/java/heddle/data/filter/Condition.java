package heddle.data.filter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A condition on an object, checked against its schema; every spelling becomes one of these. */
public sealed interface Condition {
    Condition ALWAYS = new Always();
    Condition NEVER = new Never();

    record Always() implements Condition {}

    record Never() implements Condition {}

    record And(List<Condition> parts) implements Condition {}

    record Or(List<Condition> parts) implements Condition {}

    record Not(Condition part) implements Condition {}

    /**
     * One field against one operand.
     *
     * @param path where it stands in the text it was read from, e.g. {@code condition_json.$or[0].age.$gte}
     */
    record Compare(Field field, Operator operator, Operand operand, String path) implements Condition {}

    /**
     * Whether an association exists.
     *
     * @param to the object at the other end; null for any
     */
    record Linked(
            String associationType,
            Direction direction,
            @Nullable Operand to,
            String path) implements Condition {}

    /** Which end of an association the object itself is at. */
    enum Direction {
        OUTGOING,
        INCOMING,
        BOTH
    }
}
