package heddle.identity.mfa;

import com.fasterxml.jackson.annotation.JsonInclude;
import heddle.identity.account.AccountJson;
import heddle.identity.session.SessionJson;
import heddle.identity.session.Sessions;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Wire records of second factors. */
final class MfaJson {
    private static final String DIGITS = "[0-9]{6}";
    private static final String SIX_DIGITS = "must be six digits";

    private MfaJson() {}

    record Enroll(@Nullable @Size(min = 1, max = 100) String friendlyName) {}

    record Verify(
            @NotNull @Size(min = 1, max = 60) String factorId,

            @NotNull @Pattern(regexp = DIGITS, message = SIX_DIGITS)
            String code) {}

    record Challenge(
            @NotNull @Size(min = 1, max = 60) String factorId,

            @NotNull @Pattern(regexp = DIGITS, message = SIX_DIGITS)
            String code,

            @NotNull @Size(min = 1, max = 60) String userId) {}

    record Complete(
            @NotNull @Size(min = 1, max = 200) String mfaTicket,
            @NotNull @Size(min = 1, max = 60) String factorId,

            @NotNull @Pattern(regexp = DIGITS, message = SIX_DIGITS)
            String code) {}

    record Recover(
            @NotNull @Size(min = 1, max = 200) String mfaTicket,
            @NotNull @Size(min = 1, max = 60) String recoveryCode) {}

    /** What is told once, for the authenticator app. */
    record Secret(String secret, String uri, String qrUri) {}

    record Enrolled(String factorId, String type, Secret totp) {}

    /**
     * The session is now one of two factors; its refresh token stays.
     *
     * @param recoveryCodes with the first factor only
     */
    record Verified(
            boolean verified,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> recoveryCodes,

            String accessToken,
            int expiresIn,
            Instant expiresAt) {}

    record View(
            String id,
            String type,
            @Nullable String friendlyName,
            Instant createdAt,
            @Nullable Instant verifiedAt) {}

    record Challenged(String userId, boolean verified) {}

    record Unenrolled(boolean unenrolled) {}

    /**
     * A session, as every way of signing in answers it.
     *
     * @param remaining recovery codes that are left
     */
    record Recovered(
            String accessToken,
            String refreshToken,
            String tokenType,
            int expiresIn,
            Instant expiresAt,
            String sessionId,
            AccountJson.Brief user,
            int remaining) {}

    /** What the event log keeps. */
    record Fact(String factorId, String type, @Nullable String friendlyName) {}

    static Enrolled of(Factors.Enrolled enrolled) {
        Secret secret = new Secret(
                enrolled.secret(), enrolled.uri(), QrCode.of(enrolled.uri()).svgDataUrl());
        return new Enrolled(enrolled.factor().id(), Factor.TOTP, secret);
    }

    static View of(Factor factor) {
        return new View(factor.id(), Factor.TOTP, factor.friendlyName(), factor.createdAt(), factor.verifiedAt());
    }

    static Verified verified(Sessions.Tokens tokens, List<String> recoveryCodes) {
        return new Verified(
                true,
                recoveryCodes.isEmpty() ? null : recoveryCodes,
                tokens.accessToken(),
                tokens.expiresIn(),
                tokens.expiresAt());
    }

    static Recovered recovered(SessionJson.Answer session, int remaining) {
        return new Recovered(
                Objects.requireNonNull(session.accessToken()),
                Objects.requireNonNull(session.refreshToken()),
                session.tokenType(),
                session.expiresIn(),
                Objects.requireNonNull(session.expiresAt()),
                Objects.requireNonNull(session.sessionId()),
                session.user(),
                remaining);
    }
}
