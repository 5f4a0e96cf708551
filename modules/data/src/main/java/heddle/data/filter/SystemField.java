package heddle.data.filter;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The fields that every object has beside its properties. */
public enum SystemField {
    ID,
    CREATED_BY,
    CREATED_AT,
    UPDATED_AT,
    VERSION,
    IS_DELETED;

    /** The name on the wire and of the column. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SystemField> of(String word) {
        return Arrays.stream(values()).filter(f -> f.word().equals(word)).findFirst();
    }
}
