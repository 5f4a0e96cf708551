package heddle.identity.mfa;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An authenticator app of a person, without its secret.
 *
 * @param friendlyName what the person calls it, unique among their own
 * @param verifiedAt when its first code was right; until then it counts for nothing
 */
public record Factor(
        String realm,
        String id,
        String accountId,
        @Nullable String friendlyName,
        Instant createdAt,
        @Nullable Instant verifiedAt) {
    public static final String TOTP = "totp";

    /** How long a factor waits for its first code. */
    static final Duration PENDING = Duration.ofMinutes(10);

    /** Factors that a person may have, those that wait included. */
    static final int MOST = 10;

    public boolean verified() {
        return verifiedAt != null;
    }

    Factor verifiedAt(Instant when) {
        return new Factor(realm, id, accountId, friendlyName, createdAt, when);
    }
}
