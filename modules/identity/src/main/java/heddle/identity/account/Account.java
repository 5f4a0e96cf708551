package heddle.identity.account;

import heddle.kernel.access.Realm;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person in a realm.
 *
 * @param email normalised, see {@link Addresses}
 * @param pendingEmail asked for, not yet confirmed
 * @param passwordHash in PHC format, or null when the person signs in by other means
 * @param role name of the primary role
 * @param status {@code active}, {@code banned}, {@code suspended} or {@code deactivated}
 * @param userMetadata what the person wrote of themselves
 * @param appMetadata what the application wrote of the person
 */
public record Account(
        String realm,
        String id,
        @Nullable String email,
        @Nullable Instant emailVerifiedAt,
        @Nullable String pendingEmail,
        @Nullable String phone,
        @Nullable Instant phoneVerifiedAt,
        @Nullable String pendingPhone,
        String name,
        @Nullable String passwordHash,
        String role,
        String status,
        @Nullable String statusReason,
        boolean isAnonymous,
        String tier,
        ObjectNode userMetadata,
        ObjectNode appMetadata,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastSignInAt) {
    public static final String ACTIVE = "active";
    public static final String BANNED = "banned";

    /** The prefix of new ids; the Hub's people have UUIDs instead. */
    public static String idPrefix(String realm) {
        return Realm.isTenant(realm) ? "usr" : "user";
    }

    public boolean active() {
        return status.equals(ACTIVE);
    }

    public boolean emailVerified() {
        return emailVerifiedAt != null;
    }

    public boolean phoneVerified() {
        return phoneVerifiedAt != null;
    }

    /** What others call the person: the name, else an address, else the id. */
    public String label() {
        if (!name.isBlank()) {
            return name;
        }
        if (email != null) {
            return email;
        }
        return phone == null ? id : phone;
    }

    /** A copy to change; {@link Accounts#save} writes it. */
    public AccountDraft draft() {
        return new AccountDraft(this);
    }
}
