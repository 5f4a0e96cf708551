package heddle.kernel.config;

/** A value that must not be seen in a log: its text form hides it. */
public record Sensitive(String value) {
    @Override
    public String toString() {
        return "(hidden)";
    }
}
