package heddle.identity.signin;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Wire records of the ways in. The tenant may be named in the body where no key and no token names it. */
final class SignInJson {
    private SignInJson() {}

    record SignUp(
            @NotNull @Size(max = 400) String email,
            @NotNull String password,
            @Nullable @Size(max = 40) String phone,
            @Nullable ObjectNode userMetadata,
            @Nullable String turnstileToken,
            @Nullable String tenantId) {}

    record Login(
            @NotNull @Size(max = 400) String email,
            @NotNull @Size(max = 10_000) String password,
            @Nullable String turnstileToken,
            @Nullable String tenantId) {}

    record EmailAsk(
            @NotNull @Size(max = 400) String email,
            @Nullable @Size(max = 2_000) String redirectTo,
            @Nullable String turnstileToken,
            @Nullable String tenantId) {}

    record Token(
            @NotNull @Size(min = 1, max = 500) String token,
            @Nullable String type) {}

    /** The token of the link, or the six digits of the mail with the address they were sent to. */
    record MagicLink(
            @Nullable @Size(max = 500) String token,
            @Nullable @Size(max = 400) String email,
            @Nullable @Size(max = 20) String code,
            @Nullable String tenantId) {}

    record Reset(
            @NotNull @Size(min = 1, max = 500) String token,
            @NotNull String password) {}

    record Phone(
            @NotNull @Size(max = 40) String phone, @Nullable String tenantId) {}

    record PhoneCode(
            @NotNull @Size(max = 40) String phone,
            @NotNull @Size(max = 20) String code,
            @Nullable String tenantId) {}

    /** A refresh token; or the one-time code of a sign-in elsewhere, with the verifier that proves who began it. */
    record RefreshAsk(
            @Nullable @Size(max = 500) String refreshToken,
            @Nullable @Size(max = 500) String authCode,
            @Nullable @Size(max = 200) String codeVerifier) {}

    record Logout(@Nullable @Size(max = 500) String refreshToken) {}

    record Message(String message) {}

    record Verified(boolean verified) {}

    record PasswordReset(boolean passwordReset) {}

    record IdentifyAsk(@NotNull @Size(max = 400) String email) {}

    record Found(String id, String name) {}

    record Identified(@Nullable String tenantId, boolean multipleTenants, List<Found> tenants) {}
}
