package heddle.kernel.delete;

/**
 * Something that would go, or break, with a deletion.
 *
 * @param type machine word, e.g. {@code objects}
 * @param count how many
 * @param label for a person, e.g. {@code Objects}
 */
public record Dependency(String type, long count, String label) {}
