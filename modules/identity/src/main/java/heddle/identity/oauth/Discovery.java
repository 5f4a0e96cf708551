package heddle.identity.oauth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import heddle.kernel.problem.Problem;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** What issuers publish of themselves, kept for an hour. */
final class Discovery {
    /** The one directory that all private accounts of Microsoft are in. */
    private static final String MICROSOFT_CONSUMERS = "9188040d-6c67-4c5b-b112-36a304b66dad";

    private static final String PATH = "/.well-known/openid-configuration";

    /**
     * @param issuer as tokens name it; Microsoft's has a place for the tenant
     * @param userinfo empty where there is none
     * @param secretInBody whether the client's secret goes into the form instead of the header
     */
    record Metadata(
            String issuer, String authorize, String token, String keys, String userinfo, boolean secretInBody) {}

    private final ProviderClient client;
    private final Cache<String, Metadata> known = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofHours(1))
            .build();

    Discovery(ProviderClient client) {
        this.client = client;
    }

    /**
     * @throws Problem 400 PROVIDER_FAILED
     */
    Metadata of(Provider provider) {
        Metadata found = known.getIfPresent(provider.issuer());
        if (found == null) {
            // Fetched outside the cache's lock: a slow issuer must not keep others waiting.
            found = fetch(provider);
            known.put(provider.issuer(), found);
        }
        return found;
    }

    private Metadata fetch(Provider provider) {
        String issuer = provider.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode document = client.json(base + PATH, "");
        String expected = provider.kind() == Provider.Kind.MICROSOFT ? microsoft(issuer) : issuer;
        String named = document.path("issuer").asString("");
        if (!named.equals(expected)) {
            throw ProviderClient.failed("Its configuration is of another issuer, " + named);
        }
        JsonNode methods = document.path("token_endpoint_auth_methods_supported");
        String userinfo = document.path("userinfo_endpoint").asString("");
        return new Metadata(
                named,
                endpoint(issuer, document, "authorization_endpoint"),
                endpoint(issuer, document, "token_endpoint"),
                endpoint(issuer, document, "jwks_uri"),
                userinfo.isEmpty() ? "" : endpoint(issuer, document, "userinfo_endpoint"),
                methods.valueStream().anyMatch(m -> m.asString("").equals("client_secret_post")));
    }

    /** Microsoft's doors for many directories are called otherwise than the issuers behind them. */
    private static String microsoft(String door) {
        return door.replaceFirst("/(common|organizations)/", "/{tenantid}/")
                .replace("/consumers/", "/" + MICROSOFT_CONSUMERS + "/");
    }

    /** Nothing of an issuer behind TLS is asked without it. */
    private static String endpoint(String issuer, JsonNode document, String name) {
        String url = document.path(name).asString("");
        String scheme = String.valueOf(ProviderClient.uri(url).getScheme());
        boolean plain = scheme.equals("http") && issuer.startsWith("http:");
        if (!scheme.equals("https") && !plain) {
            throw ProviderClient.failed("Its configuration has no usable " + name);
        }
        return url;
    }
}
