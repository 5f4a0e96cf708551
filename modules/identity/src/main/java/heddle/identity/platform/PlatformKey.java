package heddle.identity.platform;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person's program signs in with, without its secret.
 *
 * @param prefix the first characters of the token, to recognise it by
 * @param scopes as {@link PlatformScopes} spells them
 * @param perMinute requests
 */
record PlatformKey(
        String id,
        String accountId,
        String name,
        String prefix,
        List<String> scopes,
        int perMinute,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        Instant createdAt,
        @Nullable Instant revokedAt) {
    static final String TOKEN_PREFIX = "cv_live_";
    static final int PREFIX_SHOWN = 12;

    boolean expired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    boolean revoked() {
        return revokedAt != null;
    }

    PlatformKey revokedAt(Instant when) {
        return new PlatformKey(id, accountId, name, prefix, scopes, perMinute, expiresAt, lastUsedAt, createdAt, when);
    }
}
