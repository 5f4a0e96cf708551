package heddle.kernel.outbox;

import java.util.Locale;

/** How a message travels. */
public enum Channel {
    EMAIL,
    SMS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Channel of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
