package heddle.identity.settings;

import heddle.identity.password.PasswordPolicy;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a tenant's people sign in: the whole document of {@code /v1/auth-config}, every member present. Defaults stand in
 * the resource {@code auth-config.json}; an empty text stands for what is not set.
 */
public record AuthConfig(
        @NotNull @Size(max = 500) String siteUrl,
        @NotNull @Size(max = 50) List<@NotNull @Size(max = 500) String> allowedRedirectUrls,
        @NotNull @Size(max = 50) List<@NotNull @Size(max = 300) String> allowedOrigins,
        boolean signupEnabled,
        boolean requireEmailVerification,
        boolean enumerationProtection,
        @NotNull @Valid Jwt jwt,
        @NotNull @Valid Refresh refresh,
        @NotNull @Valid PasswordPolicy passwordPolicy,
        @NotNull @Valid Methods methods,
        @NotNull @Valid Providers providers,
        @NotNull @Valid @Size(max = 20) List<@NotNull @Valid Saml> samlProviders,
        @NotNull @Valid Mfa mfa,
        @NotNull @Valid Webauthn webauthn,
        @NotNull @Valid Captcha captcha,
        @NotNull @Valid Email email,
        @NotNull @Valid Sms sms,
        @NotNull ObjectNode templates,
        @NotNull @Valid SessionRules session) {

    /** A text that is shown only by its last letters. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.RECORD_COMPONENT)
    @interface Secret {}

    public record Jwt(@Min(300) @Max(86_400) int accessTtlSecs) {}

    public record Refresh(
            @Min(1) @Max(365) int ttlDays, @Min(0) @Max(60) int reuseGraceSecs) {}

    public record Methods(boolean password, boolean magicLink, boolean phoneOtp, boolean anonymous, boolean passkey) {}

    /**
     * A well-known provider.
     *
     * @param clientSecret for Apple the key that it gave, or a client secret that was signed with it
     * @param teamId Apple's name of the team, for signing
     * @param keyId Apple's name of the key
     * @param tenant Microsoft's directory whose people may come; anybody's where it is missing
     */
    public record Provider(
            boolean enabled,
            @NotNull @Size(max = 500) String clientId,
            @Secret @NotNull @Size(max = 5_000) String clientSecret,
            @NotNull @Size(max = 30) List<@NotNull @Size(max = 200) String> scopes,
            @Nullable @Size(max = 50) String teamId,
            @Nullable @Size(max = 50) String keyId,
            @Nullable @Size(max = 50) String tenant) {}

    /** Any provider that publishes its OpenID configuration under its issuer. */
    public record Oidc(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,30}", message = "must be 2 to 31 of a-z, 0-9 and -")
            String slug,

            @Nullable @Size(max = 100) String name,
            boolean enabled,
            @NotNull @Size(min = 8, max = 500) String issuer,
            @NotNull @Size(min = 1, max = 500) String clientId,
            @Secret @Nullable @Size(max = 5_000) String clientSecret,
            @Nullable @Size(max = 30) List<@NotNull @Size(max = 200) String> scopes) {}

    public record Providers(
            @NotNull @Valid Provider google,
            @NotNull @Valid Provider github,
            @NotNull @Valid Provider microsoft,
            @NotNull @Valid Provider apple,
            @NotNull @Valid @Size(max = 20) List<@NotNull @Valid Oidc> oidc) {

        /** Names of the providers that people may use now. */
        public List<String> enabled() {
            List<String> out = new ArrayList<>(wellKnown());
            oidc.stream().filter(Oidc::enabled).forEach(o -> out.add(o.slug()));
            return out;
        }

        /** Names of the well-known providers that people may use now. */
        public List<String> wellKnown() {
            return Stream.of("google", "github", "microsoft", "apple")
                    .filter(name -> named(name)
                            .filter(p -> p.enabled() && !p.clientId().isEmpty())
                            .isPresent())
                    .toList();
        }

        /** A well-known provider by its name in paths. */
        public Optional<Provider> named(String name) {
            return switch (name) {
                case "google" -> Optional.of(google);
                case "github" -> Optional.of(github);
                case "microsoft" -> Optional.of(microsoft);
                case "apple" -> Optional.of(apple);
                default -> Optional.empty();
            };
        }
    }

    /** The other side of SAML: where to send people, and whose signature counts. */
    public record Idp(
            @Nullable @Size(max = 200_000) String metadataXml,
            @Nullable @Size(max = 1_000) String metadataUrl,
            @Nullable @Size(max = 1_000) String entityId,
            @Nullable @Size(max = 1_000) String ssoUrl,
            @Nullable @Size(max = 10) List<@NotNull @Size(max = 20_000) String> certificates) {}

    public record Saml(
            @NotNull @Pattern(regexp = "[a-z][a-z0-9-]{1,30}", message = "must be 2 to 31 of a-z, 0-9 and -")
            String slug,

            @Nullable @Size(max = 100) String name,
            boolean enabled,
            @NotNull @Valid Idp idp,
            @Nullable @Size(max = 50) List<@NotNull @Size(max = 253) String> domains,
            @Nullable ObjectNode attributeMapping,
            @Nullable ObjectNode roleMap,
            @Nullable @Size(max = 50) String defaultRole,
            @Nullable Boolean jitProvisioning,
            @Nullable Boolean allowIdpInitiated,
            @Nullable Boolean signRequests,
            @Nullable String nameIdFormat,
            @Nullable Boolean sessionFromAssertion) {}

    public record Mfa(
            @NotNull @Pattern(regexp = "optional|required|off", message = "must be optional, required or off")
            String policy,

            @NotNull @Size(max = 100) String issuer) {}

    public record Webauthn(
            @NotNull @Size(max = 253) String rpId,
            @NotNull @Size(max = 100) String rpName,
            @NotNull @Size(max = 20) List<@NotNull @Size(max = 300) String> origins) {}

    public record Captcha(
            @NotNull @Pattern(regexp = "|turnstile|hcaptcha", message = "must be turnstile, hcaptcha or empty")
            String provider,

            @NotNull @Size(max = 200) String siteKey,
            @Secret @NotNull @Size(max = 500) String secret,

            @NotNull @Size(max = 4)
            List<
                            @NotNull
                            @Pattern(
                                    regexp = "signup|login|forgot|form",
                                    message = "must be signup, login, forgot or form")
                            String>
                    protect) {}

    /** A mail server of the tenant's own: {@code smtp://user:password@host:port}. */
    public record Email(
            @NotNull @Pattern(regexp = "|smtp|log", message = "must be smtp, log or empty")
            String provider,

            @Secret @NotNull @Size(max = 500) String url,
            @NotNull @Size(max = 300) String from,
            @NotNull @Size(max = 300) String replyTo) {}

    /** A sender of the tenant's own that speaks Twilio's language: {@code https://sid:token@host}. */
    public record Sms(
            @NotNull @Pattern(regexp = "|twilio|log", message = "must be twilio, log or empty")
            String provider,

            @Secret @NotNull @Size(max = 500) String url,
            @NotNull @Size(max = 30) String from,
            @NotNull @Size(max = 250) List<@NotNull @Size(min = 1, max = 4) String> allowedCountries,
            @Min(0) @Max(1_000_000) int dailyCap) {}

    public record SessionRules(
            boolean singleSession, @Min(0) @Max(31_536_000) int idleTimeoutSecs) {}
}
