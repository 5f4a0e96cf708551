package heddle.identity.account;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** An account being changed: twenty members, of which a change touches one or two. */
public final class AccountDraft {
    private final Account base;
    private @Nullable String email;
    private @Nullable Instant emailVerifiedAt;
    private @Nullable String pendingEmail;
    private @Nullable String phone;
    private @Nullable Instant phoneVerifiedAt;
    private @Nullable String pendingPhone;
    private String name;
    private @Nullable String passwordHash;
    private String role;
    private String status;
    private @Nullable String statusReason;
    private boolean anonymous;
    private String tier;
    private ObjectNode userMetadata;
    private ObjectNode appMetadata;
    private @Nullable Instant lastSignInAt;

    AccountDraft(Account base) {
        this.base = base;
        this.email = base.email();
        this.emailVerifiedAt = base.emailVerifiedAt();
        this.pendingEmail = base.pendingEmail();
        this.phone = base.phone();
        this.phoneVerifiedAt = base.phoneVerifiedAt();
        this.pendingPhone = base.pendingPhone();
        this.name = base.name();
        this.passwordHash = base.passwordHash();
        this.role = base.role();
        this.status = base.status();
        this.statusReason = base.statusReason();
        this.anonymous = base.isAnonymous();
        this.tier = base.tier();
        this.userMetadata = base.userMetadata();
        this.appMetadata = base.appMetadata();
        this.lastSignInAt = base.lastSignInAt();
    }

    /** An address with the moment it was confirmed, or null when it was not. */
    public AccountDraft email(@Nullable String value, @Nullable Instant verifiedAt) {
        email = value;
        emailVerifiedAt = verifiedAt;
        return this;
    }

    public AccountDraft pendingEmail(@Nullable String value) {
        pendingEmail = value;
        return this;
    }

    public AccountDraft phone(@Nullable String value, @Nullable Instant verifiedAt) {
        phone = value;
        phoneVerifiedAt = verifiedAt;
        return this;
    }

    public AccountDraft pendingPhone(@Nullable String value) {
        pendingPhone = value;
        return this;
    }

    public AccountDraft name(String value) {
        name = value;
        return this;
    }

    public AccountDraft passwordHash(@Nullable String value) {
        passwordHash = value;
        return this;
    }

    public AccountDraft role(String value) {
        role = value;
        return this;
    }

    public AccountDraft status(String value, @Nullable String reason) {
        status = value;
        statusReason = reason;
        return this;
    }

    public AccountDraft anonymous(boolean value) {
        anonymous = value;
        return this;
    }

    public AccountDraft tier(String value) {
        tier = value;
        return this;
    }

    public AccountDraft userMetadata(ObjectNode value) {
        userMetadata = value;
        return this;
    }

    public AccountDraft appMetadata(ObjectNode value) {
        appMetadata = value;
        return this;
    }

    public AccountDraft lastSignInAt(Instant value) {
        lastSignInAt = value;
        return this;
    }

    public Account at(Instant now) {
        return new Account(
                base.realm(),
                base.id(),
                email,
                emailVerifiedAt,
                pendingEmail,
                phone,
                phoneVerifiedAt,
                pendingPhone,
                name,
                passwordHash,
                role,
                status,
                statusReason,
                anonymous,
                tier,
                userMetadata,
                appMetadata,
                base.createdAt(),
                now,
                lastSignInAt);
    }
}
