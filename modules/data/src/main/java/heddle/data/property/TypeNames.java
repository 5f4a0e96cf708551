package heddle.data.property;

import heddle.kernel.json.Json;
import heddle.kernel.problem.Fault;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The words people use for data types, and the canonical type with format and options that each stands for. */
public final class TypeNames {
    private static final String ALL =
            Arrays.stream(DataType.values()).map(DataType::word).collect(Collectors.joining(", "));

    private TypeNames() {}

    /**
     * What a word stands for.
     *
     * @param options settings that the word implies; those sent by the caller win over them
     */
    public record Named(DataType type, @Nullable String format, ObjectNode options) {
        private static Named of(DataType type) {
            return new Named(type, null, Json.object());
        }

        private static Named of(DataType type, String format) {
            return new Named(type, format, Json.object());
        }
    }

    /**
     * @param hasEnumValues whether the definition lists words, which decides what {@code tags} means
     * @return empty after a fault on {@code data_type} that lists the 22 types
     */
    public static Optional<Named> resolve(@Nullable String word, boolean hasEnumValues, Consumer<Fault> faults) {
        if (word == null || word.isBlank()) {
            faults.accept(new Fault("data_type", "required", "Send one of " + ALL));
            return Optional.empty();
        }
        String lower = word.strip().toLowerCase(Locale.ROOT);
        Optional<Named> named = DataType.of(lower).map(Named::of).or(() -> alias(lower, hasEnumValues));
        if (named.isEmpty()) {
            faults.accept(new Fault("data_type", "not_in_enum", "Send one of " + ALL));
        }
        return named;
    }

    private static Optional<Named> alias(String word, boolean hasEnumValues) {
        return Optional.ofNullable(
                switch (word) {
                    case "select" -> Named.of(DataType.ENUM);
                    case "multi_select" -> Named.of(DataType.MULTI_ENUM);
                    case "tags" -> Named.of(hasEnumValues ? DataType.MULTI_ENUM : DataType.ARRAY);
                    case "float", "double" -> Named.of(DataType.NUMBER);
                    case "percent" -> Named.of(DataType.NUMBER, "percent");
                    case "int", "bigint" -> Named.of(DataType.INTEGER);
                    case "rating" ->
                        new Named(
                                DataType.INTEGER,
                                "rating",
                                Json.object().put("min", 0).put("max", 5));
                    case "duration" -> Named.of(DataType.INTEGER, "duration");
                    case "bool" -> Named.of(DataType.BOOLEAN);
                    case "timestamp" -> Named.of(DataType.DATETIME);
                    case "long_text", "textarea" -> Named.of(DataType.TEXT);
                    case "html", "markdown" -> Named.of(DataType.RICH_TEXT, word);
                    case "relation", "lookup" -> Named.of(DataType.REFERENCE);
                    case "image" -> new Named(DataType.FILE, "image", images());
                    case "location" -> Named.of(DataType.GEO_POINT);
                    case "uuid", "slug", "color", "ip" -> Named.of(DataType.STRING, word);
                    default -> null;
                });
    }

    private static ObjectNode images() {
        ObjectNode options = Json.object();
        options.putArray("mime_types").add("image/*");
        return options;
    }
}
