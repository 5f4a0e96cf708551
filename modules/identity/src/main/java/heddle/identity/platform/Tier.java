package heddle.identity.platform;

import java.util.Arrays;
import java.util.Locale;

/** How much of the platform an account may use. */
enum Tier {
    FREE(3, 60),
    PRO(50, 300),
    MAX(100, 500),
    ENTERPRISE(Integer.MAX_VALUE, 1_000),
    LEGACY_UNLIMITED(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private final int keys;
    private final int perMinute;

    Tier(int keys, int perMinute) {
        this.keys = keys;
        this.perMinute = perMinute;
    }

    /** The tier of that name; an unknown one counts as free. */
    static Tier of(String word) {
        return Arrays.stream(values())
                .filter(t -> t.word().equals(word))
                .findFirst()
                .orElse(FREE);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Keys that are not revoked. */
    int keys() {
        return keys;
    }

    /** Requests a minute that a key may be given. */
    int perMinute() {
        return perMinute;
    }
}
