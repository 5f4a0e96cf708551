package heddle.identity.platform;

import org.jspecify.annotations.Nullable;

/**
 * What the form for the second factor is filled with.
 *
 * @param to where to go afterwards, a path of ours
 * @param ticket of the sign-in that waits
 * @param fault why it did not work before, or null
 */
public record CodeForm(String to, String ticket, @Nullable String fault) {}
