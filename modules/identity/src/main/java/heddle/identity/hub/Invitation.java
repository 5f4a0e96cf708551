package heddle.identity.hub;

import heddle.identity.role.StaffRole;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is asked to join the staff. The token that the mail carries is stored as a hash only.
 *
 * @param invitedBy id of the member who asked
 * @param inviter what that member is called
 */
record Invitation(
        String id,
        String email,
        String name,
        StaffRole role,
        String invitedBy,
        String inviter,
        int resentCount,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant revokedAt) {

    enum Status {
        PENDING,
        ACCEPTED,
        REVOKED,
        EXPIRED
    }

    Status status(Instant now) {
        if (acceptedAt != null) {
            return Status.ACCEPTED;
        }
        if (revokedAt != null) {
            return Status.REVOKED;
        }
        return now.isBefore(expiresAt) ? Status.PENDING : Status.EXPIRED;
    }
}
