package heddle.identity.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import heddle.identity.external.Profile;
import heddle.kernel.json.Json;
import heddle.kernel.problem.Problem;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads who somebody is from what a provider tells, and believes of it no more than the provider answers for. */
final class Profiles {
    private static final int MAX_NAME = 200;

    private final ProviderClient client;
    private final Endpoints endpoints;

    Profiles(ProviderClient client, Endpoints endpoints) {
        this.client = client;
        this.endpoints = endpoints;
    }

    /**
     * @param claims of an id token that was verified
     * @param form what Apple posts beside it the first time, or an empty text
     */
    Profile ofToken(
            Provider provider, Discovery.Metadata metadata, JWTClaimsSet claims, String accessToken, String form) {
        JsonNode said = Json.trusted(claims.toString());
        String subject = claims.getSubject();
        boolean more =
                said.path("email").isMissingNode() && !metadata.userinfo().isEmpty() && !accessToken.isEmpty();
        if (more) {
            JsonNode info = client.json(metadata.userinfo(), accessToken);
            if (!info.path("sub").asString("").equals(subject)) {
                throw Problem.unauthorized("INVALID_ID_TOKEN", "The provider speaks of two different people");
            }
            said = info;
        }
        String email = text(said, "email");
        String name = provider.kind() == Provider.Kind.APPLE ? appleName(form) : name(said);
        return profile(provider, subject, email, email != null && verified(provider, said), name);
    }

    /** GitHub tells no token of identity; its API is asked, and an address counts that is primary and confirmed. */
    Profile ofGitHub(Provider provider, String accessToken) {
        if (accessToken.isEmpty()) {
            throw ProviderClient.failed("It gave no token");
        }
        JsonNode user = client.json(endpoints.githubApi() + "/user", accessToken);
        if (!user.path("id").isIntegralNumber()) {
            throw ProviderClient.failed("It did not say who signed in");
        }
        String email = client.json(endpoints.githubApi() + "/user/emails?per_page=100", accessToken)
                .valueStream()
                .filter(e ->
                        e.path("primary").asBoolean(false) && e.path("verified").asBoolean(false))
                .map(e -> e.path("email").asString(""))
                .filter(e -> !e.isEmpty())
                .findFirst()
                .orElse(null);
        String name = text(user, "name");
        return profile(
                provider,
                user.path("id").asString(""),
                email,
                email != null,
                name == null ? user.path("login").asString("") : name);
    }

    private static Profile profile(
            Provider provider, String subject, @Nullable String email, boolean verified, String name) {
        String bare = name.strip();
        String shortened = bare.length() > MAX_NAME ? bare.substring(0, MAX_NAME) : bare;
        return new Profile(provider.slug(), subject, email, verified, shortened, null, null);
    }

    /** Anybody can be an administrator at Microsoft and write any address; only this claim says that it was confirmed. */
    private static boolean verified(Provider provider, JsonNode said) {
        JsonNode claim = said.path(provider.kind() == Provider.Kind.MICROSOFT ? "xms_edov" : "email_verified");
        String word = claim.asString("");
        return word.equals("true") || (provider.kind() == Provider.Kind.MICROSOFT && word.equals("1"));
    }

    private static String name(JsonNode said) {
        String whole = text(said, "name");
        if (whole != null) {
            return whole;
        }
        return (said.path("given_name").asString("") + " "
                        + said.path("family_name").asString(""))
                .strip();
    }

    private static String appleName(String form) {
        if (form.isEmpty()) {
            return "";
        }
        try {
            JsonNode name = Json.parse(form).path("name");
            return (name.path("firstName").asString("") + " "
                            + name.path("lastName").asString(""))
                    .strip();
        } catch (Problem unreadable) {
            return "";
        }
    }

    private static @Nullable String text(JsonNode node, String name) {
        String value = node.path(name).asString("");
        return value.isEmpty() ? null : value;
    }
}
