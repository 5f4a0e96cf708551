package heddle.identity.settings;

import heddle.identity.password.PasswordPolicy;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the accounts and sessions of a realm.
 *
 * @param access how long an access token is good for
 * @param refresh how long a refresh token waits for its use
 * @param grace how long a used refresh token still answers with its child
 * @param session how long a session lasts at most
 * @param idle how long a session lasts unused, or null when that does not end it
 * @param maxSessions of one account, 0 for any number
 * @param mfa {@code optional}, {@code required} or {@code off}
 * @param mfaRoles whose holders need a second factor
 */
public record SignInRules(
        Duration access,
        Duration refresh,
        Duration grace,
        Duration session,
        @Nullable Duration idle,
        int maxSessions,
        PasswordPolicy password,
        String mfa,
        Set<String> mfaRoles) {

    /** The platform's people: Studio's published lifetimes. */
    static final SignInRules PLATFORM = new SignInRules(
            Duration.ofMinutes(15),
            Duration.ofDays(7),
            Duration.ofSeconds(10),
            Duration.ofDays(30),
            null,
            0,
            PasswordPolicy.STANDARD,
            "optional",
            Set.of());

    /** The Hub's staff: a cookie that is good as long as its session, which half a day of silence ends. */
    static final SignInRules STAFF = new SignInRules(
            Duration.ofDays(30),
            Duration.ofDays(30),
            Duration.ofSeconds(10),
            Duration.ofDays(30),
            Duration.ofHours(12),
            0,
            PasswordPolicy.STANDARD,
            "optional",
            Set.of());

    static final SignInRules CUSTOMER = new SignInRules(
            Duration.ofDays(30),
            Duration.ofDays(30),
            Duration.ofSeconds(10),
            Duration.ofDays(30),
            null,
            0,
            PasswordPolicy.STANDARD,
            "optional",
            Set.of());

    /** Whether somebody with these roles has to have a second factor. */
    public boolean needsMfa(Set<String> roles) {
        return mfa.equals("required") || roles.stream().anyMatch(mfaRoles::contains);
    }
}
