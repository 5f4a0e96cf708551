package heddle.identity.hub;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.identity.account.Account;
import heddle.kernel.access.Realm;
import heddle.kernel.json.CamelCase;
import heddle.kernel.json.Patch;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Wire records of the Hub's people. */
final class HubJson {
    private HubJson() {}

    /** Somebody signed in, as the session endpoints tell it. */
    @CamelCase
    record Person(
            String id,
            @Nullable String email,
            String name,
            @Nullable String image,
            String role,
            String userType) {}

    @CamelCase
    record SessionView(Person user, Instant expires) {}

    /** What a program that signs in gets instead of a cookie. */
    @CamelCase
    record SignedIn(Person user, String userType, String token, Instant expires) {}

    @CamelCase
    record Setup(
            @NotBlank @Size(max = 320) String email,
            @NotBlank @Size(max = 120) String name,
            @NotNull String password,
            @Nullable @Size(max = 160) String organization,
            @Nullable @Size(max = 200) String setupToken) {}

    @CamelCase
    record Owner(String id, @Nullable String email, String role, String token, Instant expires) {}

    @CamelCase
    record Member(
            String id,
            @Nullable String email,
            String name,
            String role,
            String status,
            boolean twoFactorEnabled,
            @Nullable Instant lastLoginAt,
            Instant createdAt) {}

    @CamelCase
    record Page(int page, int pageSize, long total, long totalPages) {}

    @CamelCase
    record ChangeMember(
            @Nullable String role,
            @Nullable String status,
            @Nullable Boolean reset2FA) {}

    @CamelCase
    record Deactivated(String id, boolean deactivated) {}

    @CamelCase
    record Invite(
            @NotBlank @Size(max = 320) String email,
            @NotBlank String role,
            @Nullable @Size(max = 120) String name) {}

    @CamelCase
    record PendingInvitation(
            String id, String email, String role, String invitedBy, Instant expiresAt, int resentCount) {}

    @CamelCase
    record ShownInvitation(String email, String role, String invitedBy, Instant expiresAt, String status) {}

    @CamelCase
    record Revoked(String id, boolean deleted) {}

    @CamelCase
    record Accept(
            @NotBlank @Size(max = 200) String token,
            @NotBlank @Size(max = 120) String name,
            @NotNull String password) {}

    @CamelCase
    record Accepted(Member staff, String token, Instant expires) {}

    @CamelCase
    record Profile(
            String id,
            @Nullable String email,
            String name,
            String role,
            String status,
            @Nullable String profilePhotoUrl,
            boolean twoFactorEnabled,
            @Nullable Instant lastLoginAt,
            Instant createdAt) {}

    @CamelCase
    record ChangeProfile(
            Patch<@Size(min = 1, max = 120) String> name,
            Patch<@Size(min = 1, max = 320) String> email,
            @Nullable String currentPassword) {}

    @CamelCase
    record ChangePassword(
            @NotNull String currentPassword, @NotNull String newPassword) {}

    @CamelCase
    record Changed(boolean changed) {}

    @CamelCase
    record Photo(String profilePhotoUrl) {}

    @CamelCase
    record ResetRequest(
            @NotBlank @Size(max = 320) String email,
            @Nullable String userType) {}

    @CamelCase
    record Sent(boolean sent) {}

    @CamelCase
    record Reset(
            @NotBlank @Size(max = 200) String token,
            @NotNull String password) {}

    @CamelCase
    record FactorStatus(boolean enabled, @Nullable Instant enabledAt, int backupCodesRemaining, boolean pendingSetup) {}

    @CamelCase
    record FactorSetup(String secret, String otpauthUrl, String qrCodeDataUrl, Instant expiresAt) {}

    @CamelCase
    record Verify(
            @NotBlank @Size(max = 20) String code,
            @Nullable @Size(max = 200) String token) {}

    /** Either a sign-in that is complete now, or a factor that is in force now. */
    @CamelCase
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Verified(
            @Nullable Boolean verified,
            @Nullable Boolean enabled,
            @Nullable List<String> backupCodes,
            @Nullable Person user,
            @Nullable String userType,
            @Nullable String token,
            @Nullable Instant expires) {}

    @CamelCase
    record Disable(
            @NotBlank @Size(max = 20) String code, @NotNull String password) {}

    @CamelCase
    record Disabled(boolean enabled) {}

    @CamelCase
    record Code(@NotBlank @Size(max = 20) String code) {}

    @CamelCase
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BackupCodes(
            int total,
            int remaining,
            @Nullable Instant generatedAt,
            @Nullable List<String> backupCodes) {}

    static String userType(Account account) {
        return account.realm().equals(Realm.STAFF) ? "staff" : "customer";
    }

    static String status(Account account) {
        return account.status().toUpperCase(Locale.ROOT);
    }

    static Member member(Account a, boolean twoFactorEnabled) {
        return new Member(
                a.id(), a.email(), a.name(), a.role(), status(a), twoFactorEnabled, a.lastSignInAt(), a.createdAt());
    }
}
