package heddle.identity.account;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** One spelling per address, so that one person has one account. */
public final class Addresses {
    private static final int MAX_EMAIL = 254;
    private static final Pattern EMAIL = Pattern.compile(
            "[^\\s@\"(),:;<>\\[\\\\\\]\\p{Cntrl}]{1,64}@(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?\\.)*"
                    + "[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");

    private Addresses() {}

    /** The e-mail address trimmed, in NFC and lower case; empty when it is none. */
    public static Optional<String> email(String text) {
        String normal = Normalizer.normalize(text.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return normal.length() <= MAX_EMAIL && EMAIL.matcher(normal).matches() ? Optional.of(normal) : Optional.empty();
    }

    /** The number in E.164, without the spaces, dots, hyphens and brackets that people put in; empty when it is none. */
    public static Optional<String> phone(String text) {
        String bare = text.replaceAll("[\\s().-]", "");
        return PHONE.matcher(bare).matches() ? Optional.of(bare) : Optional.empty();
    }
}
