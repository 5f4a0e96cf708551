package heddle.identity.proof;

import java.time.Duration;
import java.util.Locale;

/** What a proof is good for, and how long. */
public enum Purpose {
    VERIFY_EMAIL(Duration.ofHours(24)),
    CHANGE_EMAIL(Duration.ofHours(24)),
    CHANGE_PHONE(Duration.ofMinutes(5)),
    INVITE(Duration.ofDays(7)),
    RESET_PASSWORD(Duration.ofHours(1)),
    FIRST_PASSWORD(Duration.ofDays(3)),
    MAGIC_LINK(Duration.ofMinutes(15)),
    PHONE_CODE(Duration.ofMinutes(5)),
    MFA_TICKET(Duration.ofMinutes(5)),
    OAUTH_STATE(Duration.ofMinutes(10)),
    OAUTH_CODE(Duration.ofSeconds(60)),
    SAML_REQUEST(Duration.ofMinutes(10)),
    SAML_ASSERTION(Duration.ofHours(24)),
    PASSKEY_REGISTRATION(Duration.ofMinutes(5)),
    PASSKEY_SIGN_IN(Duration.ofMinutes(5)),
    CLI_CODE(Duration.ofMinutes(5)),
    /** What a program without a browser holds while it waits for a person's word. */
    DEVICE(Duration.ofMinutes(15)),
    /** What the person types to give that word. */
    DEVICE_CODE(Duration.ofMinutes(15));

    private final Duration lifetime;

    Purpose(Duration lifetime) {
        this.lifetime = lifetime;
    }

    public Duration lifetime() {
        return lifetime;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Purpose of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
