package heddle.identity.external;

import org.jspecify.annotations.Nullable;

/**
 * What an arrival may do.
 *
 * @param mayCreate whether somebody unknown gets an account
 * @param mayLink whether an account with the same confirmed address is theirs
 * @param mayBeOwner whether such an account may be an owner's: not where the provider is run by whom the tenant's
 *     administrators chose, who would become owners by it
 * @param newRole of an account that is made
 * @param linkTo the account that a signed-in person adds this way in to, or null
 */
public record Terms(
        boolean mayCreate,
        boolean mayLink,
        boolean mayBeOwner,
        String newRole,
        @Nullable String linkTo) {}
