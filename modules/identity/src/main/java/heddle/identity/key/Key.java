package heddle.identity.key;

import heddle.kernel.access.Scope;
import heddle.kernel.http.Cidr;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential of a program, without its secret.
 *
 * @param prefix the first ten characters of the token, to recognise it by
 * @param rateLimit requests a minute, or null for the plan's
 * @param revokedAt when it stops working; in the future while a rotation's grace period runs
 * @param rotatedFrom the key that it replaced
 */
record Key(
        String tenantId,
        String id,
        String label,
        Type type,
        String prefix,
        String last4,
        Set<Scope> scopes,
        List<String> ipAllowlist,
        @Nullable Integer rateLimit,
        @Nullable Instant expiresAt,
        @Nullable Instant lastUsedAt,
        String createdBy,
        Instant createdAt,
        @Nullable Instant revokedAt,
        @Nullable String rotatedFrom) {

    enum Type {
        SECRET("sk_"),
        PUBLISHABLE("pub_");

        private final String tokenPrefix;

        Type(String tokenPrefix) {
            this.tokenPrefix = tokenPrefix;
        }

        String tokenPrefix() {
            return tokenPrefix;
        }
    }

    enum Status {
        ACTIVE,
        ROTATING,
        REVOKED,
        EXPIRED
    }

    Status status(Instant now) {
        if (revokedAt != null && !revokedAt.isAfter(now)) {
            return Status.REVOKED;
        }
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return Status.EXPIRED;
        }
        return revokedAt == null ? Status.ACTIVE : Status.ROTATING;
    }

    boolean usable(Instant now) {
        Status status = status(now);
        return status == Status.ACTIVE || status == Status.ROTATING;
    }

    /** Whether it may be used from an address; an empty list allows all. */
    boolean allows(String ip) {
        return ipAllowlist.isEmpty()
                || ipAllowlist.stream().flatMap(c -> Cidr.parse(c).stream()).anyMatch(c -> c.contains(ip));
    }

    Key changed(String newLabel, Set<Scope> newScopes, List<String> newAllowlist, @Nullable Integer newRateLimit) {
        return new Key(
                tenantId,
                id,
                newLabel,
                type,
                prefix,
                last4,
                newScopes,
                newAllowlist,
                newRateLimit,
                expiresAt,
                lastUsedAt,
                createdBy,
                createdAt,
                revokedAt,
                rotatedFrom);
    }

    Key revokedAt(Instant when) {
        return new Key(
                tenantId,
                id,
                label,
                type,
                prefix,
                last4,
                scopes,
                ipAllowlist,
                rateLimit,
                expiresAt,
                lastUsedAt,
                createdBy,
                createdAt,
                when,
                rotatedFrom);
    }
}
