package heddle.data.property;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The 22 kinds of value a property can hold. */
public enum DataType {
    STRING,
    TEXT,
    RICH_TEXT,
    EMAIL,
    URL,
    PHONE,
    INTEGER,
    NUMBER,
    DECIMAL,
    CURRENCY,
    BOOLEAN,
    DATE,
    DATETIME,
    TIME,
    ENUM,
    MULTI_ENUM,
    ARRAY,
    JSON,
    GEO_POINT,
    REFERENCE,
    USER,
    FILE;

    /** The wire word, e.g. {@code rich_text}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DataType> of(String word) {
        return Arrays.stream(values()).filter(t -> t.word().equals(word)).findFirst();
    }
}
