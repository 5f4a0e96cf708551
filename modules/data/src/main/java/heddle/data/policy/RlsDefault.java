package heddle.data.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What holds on a type without an enabled policy. */
public enum RlsDefault {
    /** A signed-in account creates objects, and sees and changes its own. */
    OWNER,
    DENY,
    OPEN;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RlsDefault> of(String word) {
        return Arrays.stream(values()).filter(d -> d.word().equals(word)).findFirst();
    }
}
