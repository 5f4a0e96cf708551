package heddle.kernel.problem;

/**
 * One thing wrong with a request.
 *
 * @param field path to the value, e.g. {@code properties.email} or {@code objects[3].properties.email}; empty for the whole body
 * @param code stable lower-case word, e.g. {@code required}, {@code too_long}, {@code unknown_property}
 * @param message a sentence for a person that says what to do
 */
public record Fault(String field, String code, String message) {
    public Fault under(String prefix) {
        String joined = field.isEmpty() ? prefix : field.startsWith("[") ? prefix + field : prefix + "." + field;
        return new Fault(joined, code, message);
    }
}
