package heddle.kernel.mail;

import java.util.Locale;
import java.util.Optional;

/** What Heddle writes to people about. */
public enum TemplateName {
    VERIFICATION,
    MAGIC_LINK,
    RESET,
    INVITE,
    EMAIL_CHANGE,
    OTP_SMS,
    MFA_NOTICE,
    SECURITY_NOTICE,
    COMMENT,
    NOTICE,
    STAFF_INVITE;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<TemplateName> of(String word) {
        for (TemplateName name : values()) {
            if (name.word().equals(word)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    /** Whether it is text alone. */
    public boolean isSms() {
        return this == OTP_SMS;
    }
}
