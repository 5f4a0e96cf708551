package heddle.identity.account;

import heddle.kernel.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of accounts; no hash and no secret is in any of them. */
public final class AccountJson {
    private AccountJson() {}

    /** The three members that stand in every session, and what clients ask for next. */
    public record Brief(
            String id,
            @Nullable String email,
            String role,
            @Nullable String phone,
            boolean emailVerified,
            boolean isAnonymous) {}

    /** The person's view of themselves. */
    public record Me(
            String id,
            @Nullable String email,
            @Nullable String pendingEmail,
            @Nullable String phone,
            @Nullable String pendingPhone,
            String role,
            List<String> roles,
            boolean emailVerified,
            boolean phoneVerified,
            boolean isAnonymous,
            boolean mfaEnabled,
            ObjectNode userMetadata,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant lastSignInAt) {}

    public record Link(
            String provider, String providerId, @Nullable String email, Instant createdAt) {}

    /** The administrator's view. */
    public record View(
            String id,
            @Nullable String email,
            @Nullable String phone,
            String role,
            List<String> roles,
            boolean emailVerified,
            boolean phoneVerified,
            boolean isAnonymous,
            boolean banned,
            @Nullable String banReason,
            ObjectNode userMetadata,
            ObjectNode appMetadata,
            List<Link> identities,
            boolean mfaEnabled,
            Instant createdAt,
            Instant updatedAt,
            @Nullable Instant lastSignInAt) {}

    /** What the event log keeps. */
    record Fact(
            String id,
            @Nullable String email,
            @Nullable String phone,
            String name,
            String role,
            String status,
            boolean emailVerified,
            boolean phoneVerified,
            boolean isAnonymous,
            ObjectNode userMetadata,
            Instant createdAt,
            Instant updatedAt) {}

    public static Brief brief(Account a) {
        return new Brief(a.id(), a.email(), a.role(), a.phone(), a.emailVerified(), a.isAnonymous());
    }

    public static Me me(Account a, List<String> roles, boolean mfaEnabled) {
        return new Me(
                a.id(),
                a.email(),
                a.pendingEmail(),
                a.phone(),
                a.pendingPhone(),
                a.role(),
                roles,
                a.emailVerified(),
                a.phoneVerified(),
                a.isAnonymous(),
                mfaEnabled,
                a.userMetadata(),
                a.createdAt(),
                a.updatedAt(),
                a.lastSignInAt());
    }

    public static View view(Account a, List<String> roles, List<Identity> identities, boolean mfaEnabled) {
        return new View(
                a.id(),
                a.email(),
                a.phone(),
                a.role(),
                roles,
                a.emailVerified(),
                a.phoneVerified(),
                a.isAnonymous(),
                a.status().equals(Account.BANNED),
                a.statusReason(),
                a.userMetadata(),
                a.appMetadata(),
                identities.stream()
                        .map(i -> new Link(i.provider(), i.providerId(), i.email(), i.createdAt()))
                        .toList(),
                mfaEnabled,
                a.createdAt(),
                a.updatedAt(),
                a.lastSignInAt());
    }

    static String fact(Account a) {
        return Json.text(new Fact(
                a.id(),
                a.email(),
                a.phone(),
                a.name(),
                a.role(),
                a.status(),
                a.emailVerified(),
                a.phoneVerified(),
                a.isAnonymous(),
                a.userMetadata(),
                a.createdAt(),
                a.updatedAt()));
    }
}
