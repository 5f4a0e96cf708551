package heddle.data.object;

import heddle.kernel.db.SqlProblems;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Writes a list of which some may clash with what somebody else holds: all at once, or else each half by itself, down to
 * the single ones that are refused.
 *
 * @param deed writes some; it undoes what it did when it fails
 * @param refused hears of each one that clashes
 */
record Halves<T>(Consumer<List<T>> deed, BiConsumer<T, RuntimeException> refused) {
    /** Returns how many were written. */
    int write(List<T> all) {
        if (all.isEmpty()) {
            return 0;
        }
        try {
            deed.accept(all);
            return all.size();
        } catch (RuntimeException e) {
            if (!SqlProblems.state(e).equals("23505")) {
                throw e;
            }
            if (all.size() == 1) {
                refused.accept(all.getFirst(), e);
                return 0;
            }
        }
        int middle = all.size() / 2;
        return write(all.subList(0, middle)) + write(all.subList(middle, all.size()));
    }
}
