package heddle.identity.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import heddle.identity.external.Profile;
import heddle.identity.settings.Redirects;
import heddle.kernel.outbound.Outbound;
import heddle.kernel.problem.Problem;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said to a provider and how its answers become a {@link Profile}. */
final class ProviderCalls {
    /** Where a provider lets people in; {@code metadata} is null for GitHub, which publishes none. */
    record Door(String authorize, Discovery.@Nullable Metadata metadata) {}

    /** What a sign-in asks a provider. */
    record Question(String state, String nonce, String challenge, String redirectUri) {}

    /** What came back, with what only we know of the sign-in. */
    record Answered(OAuth.Callback callback, String verifier, String nonce, String redirectUri) {}

    private final Endpoints endpoints;
    private final Discovery discovery;
    private final IdTokens idTokens;
    private final TokenExchange exchange;
    private final Profiles profiles;
    private final InstantSource time;

    ProviderCalls(Outbound outbound, InstantSource time, Endpoints endpoints) {
        ProviderClient client = new ProviderClient(outbound);
        this.endpoints = endpoints;
        this.time = time;
        this.discovery = new Discovery(client);
        this.idTokens = new IdTokens(new KeySets(client, time), time);
        this.exchange = new TokenExchange(client);
        this.profiles = new Profiles(client, endpoints);
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /**
     * @throws Problem 400 PROVIDER_FAILED
     */
    Door door(Provider provider) {
        if (provider.kind() == Provider.Kind.GITHUB) {
            return new Door(endpoints.githubSite() + "/login/oauth/authorize", null);
        }
        Discovery.Metadata metadata = discovery.of(provider);
        return new Door(metadata.authorize(), metadata);
    }

    String authorizeUrl(Provider provider, Door door, Question question) {
        List<String> scopes = new ArrayList<>(provider.scopes());
        if (door.metadata() != null && !scopes.contains("openid")) {
            scopes.addFirst("openid");
        }
        String url = Redirects.with(door.authorize(), "response_type", "code");
        url = Redirects.with(url, "client_id", provider.clientId());
        url = Redirects.with(url, "redirect_uri", question.redirectUri());
        url = Redirects.with(url, "scope", String.join(" ", scopes));
        url = Redirects.with(url, "state", question.state());
        url = Redirects.with(url, "code_challenge", question.challenge());
        url = Redirects.with(url, "code_challenge_method", "S256");
        if (door.metadata() != null) {
            url = Redirects.with(url, "nonce", question.nonce());
        }
        return provider.kind() == Provider.Kind.APPLE ? Redirects.with(url, "response_mode", "form_post") : url;
    }

    /**
     * Spends the code and reads who came.
     *
     * @throws Problem 400 PROVIDER_FAILED, 401 INVALID_ID_TOKEN
     */
    Profile profile(Provider provider, Answered answered) {
        Discovery.Metadata metadata = door(provider).metadata();
        String code = String.valueOf(answered.callback().code());
        if (metadata == null) {
            String url = endpoints.githubSite() + "/login/oauth/access_token";
            return profiles.ofGitHub(
                    provider,
                    exchange.run(provider, url, true, code, answered.verifier(), answered.redirectUri())
                            .accessToken());
        }
        requireSameIssuer(metadata, answered.callback().issuer());
        boolean inBody = metadata.secretInBody() || provider.kind() == Provider.Kind.APPLE;
        Provider client = AppleSecret.isKey(provider.clientSecret()) && provider.kind() == Provider.Kind.APPLE
                ? provider.withSecret(AppleSecret.sign(provider, metadata.issuer(), time.instant()))
                : provider;
        TokenExchange.Granted granted =
                exchange.run(client, metadata.token(), inBody, code, answered.verifier(), answered.redirectUri());
        JWTClaimsSet claims = idTokens.verify(granted.idToken(), provider, metadata, answered.nonce());
        String form =
                answered.callback().user() == null ? "" : answered.callback().user();
        return profiles.ofToken(provider, metadata, claims, granted.accessToken(), form);
    }

    /** A provider that names itself beside the code must be the one that was asked, or one mixes us up with another. */
    private static void requireSameIssuer(Discovery.Metadata metadata, @Nullable String issuer) {
        if (issuer != null && !metadata.issuer().contains("{") && !issuer.equals(metadata.issuer())) {
            throw Problem.unauthorized("INVALID_ID_TOKEN", "The answer came from another provider");
        }
    }
}
