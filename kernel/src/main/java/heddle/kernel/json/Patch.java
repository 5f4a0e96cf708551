package heddle.kernel.json;

import org.jspecify.annotations.Nullable;

/**
 * A member of a PATCH body, which can be left out (keep), null (clear) or a value.
 *
 * @param present whether the member was in the body
 * @param value the value, or null to clear
 */
public record Patch<T>(boolean present, @Nullable T value) {
    private static final Patch<?> ABSENT = new Patch<>(false, null);

    @SuppressWarnings("unchecked")
    public static <T> Patch<T> absent() {
        return (Patch<T>) ABSENT;
    }

    public static <T> Patch<T> of(@Nullable T value) {
        return new Patch<>(true, value);
    }

    /** The new value where one was given (null clears), else the current one. */
    public @Nullable T orKeep(@Nullable T current) {
        return present ? value : current;
    }
}
