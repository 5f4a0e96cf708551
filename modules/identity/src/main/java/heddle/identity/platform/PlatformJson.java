package heddle.identity.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.identity.account.Account;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
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

    record SecondFactor(
            @NotBlank @Size(max = 200) String mfaTicket,
            @NotBlank @Size(max = 60) String code) {}

    /**
     * A session; or, without tokens, a ticket for the second factor.
     *
     * @param expiresIn seconds that the access token, or the ticket, is good for
     */
    record Session(
            User user,
            @Nullable String accessToken,
            @Nullable String refreshToken,
            int expiresIn,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean mfaRequired,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String mfaTicket,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<SessionJson.FactorChoice> factors) {}

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
                session.accessToken(),
                session.refreshToken(),
                session.expiresIn(),
                session.mfaRequired(),
                session.mfaTicket(),
                session.factors());
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
