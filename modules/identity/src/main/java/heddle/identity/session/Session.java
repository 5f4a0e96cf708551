package heddle.identity.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person holds after signing in.
 *
 * @param method of the first proof, e.g. {@code password}
 * @param aal 1, or 2 when a second factor was shown
 * @param amr every proof that was given, in order
 * @param client {@code api}, {@code portal}, {@code hub}, or {@code browser} where a cookie holds it
 * @param expiresAt its end, however much it is used
 */
public record Session(
        String realm,
        String id,
        String accountId,
        String method,
        int aal,
        List<Amr> amr,
        String client,
        String ip,
        String userAgent,
        Instant createdAt,
        Instant lastActiveAt,
        Instant expiresAt,
        @Nullable Instant revokedAt) {

    /** A proof that was given: its method and when, in seconds since 1970. */
    public record Amr(String method, long timestamp) {}

    public boolean live(Instant now) {
        return revokedAt == null && now.isBefore(expiresAt);
    }
}
