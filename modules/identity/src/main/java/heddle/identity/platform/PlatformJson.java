package heddle.identity.platform;

import heddle.identity.account.Account;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of the platform's people. */
final class PlatformJson {
    private PlatformJson() {}

    record Register(
            @NotBlank @Size(max = 320) String email,
            @NotNull String password,
            @Nullable String name) {}

    record Login(
            @NotNull @Size(max = 1_000) String email,
            @NotNull String password) {}

    record Refresh(@NotBlank String refreshToken) {}

    record Logout(@Nullable String refreshToken) {}

    record User(String id, @Nullable String email, String name, String role, String tier, Instant createdAt) {}

    record Session(User user, String accessToken, String refreshToken, int expiresIn) {}

    record Refreshed(String accessToken, String refreshToken, int expiresIn) {}

    record Message(String message) {}

    record Status(boolean hasUsers) {}

    record Me(
            String id,
            @Nullable String email,
            String name,
            String role,
            String tier,
            ObjectNode preferences,
            Instant createdAt) {}

    /**
     * @param scopes what the key may do; of a person, everything
     */
    record Self(
            String id,
            @Nullable String email,
            String name,
            String role,
            String tier,
            long balanceCents,
            List<String> scopes) {}

    record Whoami(Self user) {}

    static Session session(PlatformAccounts.In in) {
        Account a = in.account();
        SessionJson.Answer session = in.session();
        return new Session(
                new User(a.id(), a.email(), a.name(), a.role(), a.tier(), a.createdAt()),
                Objects.requireNonNull(session.accessToken()),
                Objects.requireNonNull(session.refreshToken()),
                session.expiresIn());
    }

    static Refreshed refreshed(Sessions.Tokens tokens) {
        return new Refreshed(tokens.accessToken(), tokens.refreshToken(), tokens.expiresIn());
    }

    static Me me(Account a) {
        return new Me(a.id(), a.email(), a.name(), a.role(), a.tier(), a.userMetadata(), a.createdAt());
    }

    static Whoami whoami(Account a, long balanceCents, List<String> scopes) {
        return new Whoami(new Self(a.id(), a.email(), a.name(), a.role(), a.tier(), balanceCents, scopes));
    }
}
