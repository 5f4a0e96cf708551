package heddle.identity.password;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * What a realm asks of passwords. Length is what counts; the classes of characters are for those who must ask for them.
 *
 * @param blockCommon refuse those that everybody tries first
 */
public record PasswordPolicy(
        @Min(6) @Max(128) int minLength,
        boolean requireUppercase,
        boolean requireLowercase,
        boolean requireNumber,
        boolean requireSymbol,
        boolean blockCommon) {
    public static final PasswordPolicy STANDARD = new PasswordPolicy(8, false, false, false, false, true);
}
