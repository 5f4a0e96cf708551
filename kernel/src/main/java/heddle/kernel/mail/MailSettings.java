package heddle.kernel.mail;

import org.jspecify.annotations.Nullable;

/** What realms say of their mail; the identity module knows it. */
@FunctionalInterface
public interface MailSettings {

    /**
     * @param smtpUrl a server of the realm's own, e.g. {@code smtps://user:password@mail.example.com}; null for the
     *     operator's
     * @param from its usual sender, e.g. {@code Acme <hello@acme.example>}; null for the operator's
     * @param replyTo where answers go, or null for the sender
     */
    record Own(
            @Nullable String smtpUrl,
            @Nullable String from,
            @Nullable String replyTo) {}

    /** What a realm has of its own; null when it has nothing. Asked at every message, so it should be in memory. */
    @Nullable
    Own of(String realm);

    static MailSettings none() {
        return realm -> null;
    }
}
