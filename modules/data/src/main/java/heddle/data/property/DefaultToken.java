package heddle.data.property;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Words that a default value may be instead of a literal; each is replaced when an object is created. */
public enum DefaultToken {
    NOW("$now"),
    TODAY("$today"),
    UUID("$uuid"),
    USER_ID("$user_id"),
    INCREMENT("$increment");

    private final String word;

    DefaultToken(String word) {
        this.word = word;
    }

    /** The token that the property's default value is, if it is one. */
    public static Optional<DefaultToken> of(Property p) {
        return of(p, p.defaultValue());
    }

    static Optional<DefaultToken> of(Property p, @Nullable JsonNode value) {
        return value == null || !value.isString()
                ? Optional.empty()
                : Arrays.stream(values())
                        .filter(t -> t.word.equals(value.stringValue()) && t.fits(p))
                        .findFirst();
    }

    /** Whether every object gets a value of its own. */
    boolean distinct() {
        return this == UUID || this == INCREMENT;
    }

    static String words(Property p) {
        return Arrays.stream(values()).filter(t -> t.fits(p)).map(t -> t.word).collect(Collectors.joining(", "));
    }

    private boolean fits(Property p) {
        return switch (p.dataType()) {
            case DATETIME, TIME -> this == NOW;
            case DATE -> this == NOW || this == TODAY;
            case INTEGER -> this == INCREMENT;
            case USER -> this == USER_ID;
            case STRING ->
                p.format() == null
                        ? this == UUID || this == USER_ID
                        : this == UUID && p.format().equals("uuid");
            default -> false;
        };
    }
}
