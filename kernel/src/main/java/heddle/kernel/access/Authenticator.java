package heddle.kernel.access;

import org.jspecify.annotations.Nullable;

/** Turns a credential into a caller. Implemented by the identity module and given to the router at wiring. */
public interface Authenticator {
    /**
     * @param surface that was called; credentials of another are unknown there
     * @param token as sent: a key or an access token
     * @param requestId of the request that carries it
     * @param ip address of the client after trusted proxies
     * @throws heddle.kernel.problem.Problem 401 when it is unknown or expired, 403 when it may not be used from here
     */
    Caller authenticate(Surface surface, String token, String requestId, String ip, String userAgent);

    /**
     * The cookie to take the place of the one that a known caller came with, when that has grown old.
     *
     * @return the value of {@code Set-Cookie}, or null while the old one will do
     */
    default @Nullable String renewedCookie(Caller caller, String token) {
        return null;
    }
}
