package heddle.kernel.sms;

import org.jspecify.annotations.Nullable;

/** What realms say of their SMS; the identity module knows it. */
@FunctionalInterface
public interface SmsSettings {

    /**
     * @param url an account of the realm's own, {@code https://sid:token@host}; null for the operator's
     * @param from its sender; null for the operator's
     */
    record Own(@Nullable String url, @Nullable String from) {}

    /** What a realm has of its own; null when it has nothing. Asked at every message, so it should be in memory. */
    @Nullable
    Own of(String realm);

    static SmsSettings none() {
        return realm -> null;
    }
}
