package heddle.data.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a policy is about. A restore counts as update, a purge as delete. */
public enum Action {
    SELECT,
    INSERT,
    UPDATE,
    DELETE,
    /** In policies only: each of the four. */
    ALL;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Action> of(String word) {
        return Arrays.stream(values()).filter(a -> a.word().equals(word)).findFirst();
    }

    boolean covers(Action asked) {
        return this == ALL || this == asked;
    }
}
