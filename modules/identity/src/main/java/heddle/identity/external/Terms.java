package heddle.identity.external;

import org.jspecify.annotations.Nullable;

/**
 * What an arrival may do.
 *
 * @param mayCreate whether somebody unknown gets an account
 * @param mayLink whether an account with the same confirmed address is theirs
 * @param newRole of an account that is made
 * @param linkTo the account that a signed-in person adds this way in to, or null
 */
public record Terms(
        boolean mayCreate,
        boolean mayLink,
        String newRole,
        @Nullable String linkTo) {}
