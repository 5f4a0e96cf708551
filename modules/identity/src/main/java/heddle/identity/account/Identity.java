package heddle.identity.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How somebody else's sign-in names an account.
 *
 * @param provider e.g. {@code google}, {@code saml:acme}
 * @param providerId the provider's own id of the person, which never changes
 * @param email as the provider told it
 */
public record Identity(
        String accountId,
        String provider,
        String providerId,
        @Nullable String email,
        Instant createdAt) {}
