package heddle.identity.oauth;

import heddle.identity.settings.AuthConfig;
import heddle.kernel.problem.Problem;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider as a tenant has set it up.
 *
 * @param slug its name in paths
 * @param clientSecret empty for a public client
 * @param issuer whose word counts; empty for GitHub, which issues no id tokens
 * @param teamId with Apple, whose key the secret is; empty elsewhere
 * @param keyId what Apple calls that key
 */
record Provider(
        Kind kind,
        String slug,
        String clientId,
        String clientSecret,
        List<String> scopes,
        String issuer,
        String teamId,
        String keyId) {
    enum Kind {
        OIDC,
        /** One door for many issuers; says of addresses only sometimes that they are confirmed. */
        MICROSOFT,
        /** Posts its answer as a form, and tells the name beside the token. */
        APPLE,
        GITHUB
    }

    /**
     * @throws Problem 404 when the tenant has no such provider, 403 when it is switched off
     */
    static Provider require(AuthConfig config, String slug, Endpoints endpoints) {
        Optional<AuthConfig.Provider> known = config.providers().named(slug);
        if (known.isPresent()) {
            return wellKnown(slug, known.get(), endpoints);
        }
        AuthConfig.Oidc own = config.providers().oidc().stream()
                .filter(o -> o.slug().equals(slug))
                .findFirst()
                .orElseThrow(Problem::notFound);
        requireEnabled(own.enabled(), slug);
        List<String> scopes = own.scopes() == null ? List.of() : own.scopes();
        String secret = own.clientSecret() == null ? "" : own.clientSecret();
        return new Provider(
                Kind.OIDC, slug, own.clientId(), secret, orElse(scopes, "email profile"), own.issuer(), "", "");
    }

    private static Provider wellKnown(String slug, AuthConfig.Provider set, Endpoints endpoints) {
        requireEnabled(set.enabled() && !set.clientId().isEmpty(), slug);
        return switch (slug) {
            case "github" -> of(Kind.GITHUB, slug, set, "read:user user:email", "");
            case "microsoft" -> of(Kind.MICROSOFT, slug, set, "email profile", microsoft(set, endpoints));
            case "apple" -> of(Kind.APPLE, slug, set, "email name", endpoints.apple());
            default -> of(Kind.OIDC, slug, set, "email profile", endpoints.google());
        };
    }

    private static Provider of(Kind kind, String slug, AuthConfig.Provider set, String preset, String issuer) {
        return new Provider(
                kind,
                slug,
                set.clientId(),
                set.clientSecret(),
                orElse(set.scopes(), preset),
                issuer,
                orEmpty(set.teamId()),
                orEmpty(set.keyId()));
    }

    /** An application of one directory is refused at the door that all of them share. */
    private static String microsoft(AuthConfig.Provider set, Endpoints endpoints) {
        String tenant = orEmpty(set.tenant());
        return tenant.isEmpty() ? endpoints.microsoft() : endpoints.microsoft().replace("/common/", "/" + tenant + "/");
    }

    Provider withSecret(String secret) {
        return new Provider(kind, slug, clientId, secret, scopes, issuer, teamId, keyId);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static List<String> orElse(List<String> scopes, String preset) {
        return scopes.isEmpty() ? List.of(preset.split(" ")) : scopes;
    }

    private static void requireEnabled(boolean enabled, String slug) {
        if (!enabled) {
            throw Problem.forbidden("PROVIDER_DISABLED", "Sign-in with " + slug + " is switched off here");
        }
    }
}
