package heddle.data.filter;

/** Who wrote the condition, which decides what a missing value means. */
public enum Mode {
    /** A filter of a reader: two-valued, and {@code ne}, {@code nin}, {@code not_contains} include rows without a value. */
    USER,
    /** A rule of an administrator: three-valued as in SQL, so that a missing value never matches, not even negated. */
    POLICY
}
