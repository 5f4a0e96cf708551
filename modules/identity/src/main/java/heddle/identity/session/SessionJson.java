package heddle.identity.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.identity.account.Account;
import heddle.identity.account.AccountJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wire records of sessions. */
public final class SessionJson {
    private SessionJson() {}

    /** A second factor that may be shown. */
    public record FactorChoice(
            String id, String type, @Nullable String friendlyName) {}

    /**
     * What a way of signing in answers: a session; or a ticket for the second factor; or, after a sign-up whose address
     * has to be confirmed first, neither.
     *
     * @param expiresIn seconds that the access token, or the ticket, is good for
     */
    public record Answer(
            @Nullable String accessToken,
            @Nullable String refreshToken,
            String tokenType,
            int expiresIn,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant expiresAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String sessionId,

            AccountJson.Brief user,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean verificationRequired,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean mfaRequired,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String mfaTicket,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<FactorChoice> factors) {}

    record View(
            String id,
            String userId,
            String ip,
            String userAgent,
            Instant createdAt,
            Instant lastActiveAt,
            Instant expiresAt,
            boolean current,
            String aal,
            String method) {}

    record Revoked(int revoked) {}

    record RevokedOne(boolean revoked) {}

    public static Answer granted(Sessions.Tokens tokens) {
        return new Answer(
                tokens.accessToken(),
                tokens.refreshToken(),
                "bearer",
                tokens.expiresIn(),
                tokens.expiresAt(),
                tokens.session().id(),
                AccountJson.brief(tokens.account()),
                null,
                null,
                null,
                null);
    }

    /** The first proof was right, the second is still to be shown. */
    public static Answer secondFactor(Account account, String ticket, int expiresIn, List<FactorChoice> factors) {
        return new Answer(
                null, null, "bearer", expiresIn, null, null, AccountJson.brief(account), null, true, ticket, factors);
    }

    /** The answer to a sign-up whose address has to be confirmed before there is a session. */
    public static Answer unverified(Account account) {
        return new Answer(null, null, "bearer", 0, null, null, AccountJson.brief(account), true, null, null, null);
    }

    static View view(Session s, String currentId) {
        return new View(
                s.id(),
                s.accountId(),
                s.ip(),
                s.userAgent(),
                s.createdAt(),
                s.lastActiveAt(),
                s.expiresAt(),
                s.id().equals(currentId),
                "aal" + s.aal(),
                s.method());
    }
}
