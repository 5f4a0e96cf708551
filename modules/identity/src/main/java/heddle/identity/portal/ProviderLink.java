package heddle.identity.portal;

import heddle.identity.settings.AuthConfig;
import heddle.identity.settings.Redirects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way in through somebody else's door.
 *
 * @param href where such a sign-in begins; it ends at the portal again
 * @param takesChallenge whether it can end with a code that only this browser can redeem
 */
public record ProviderLink(String name, String href, boolean takesChallenge) {
    private static final Map<String, String> NAMES =
            Map.of("google", "Google", "github", "GitHub", "microsoft", "Microsoft", "apple", "Apple");

    /** Those that the tenant has set up and switched on. */
    static List<ProviderLink> of(AuthConfig config, String tenantId, String portal) {
        String back = Redirects.with(portal, "tenant", tenantId);
        List<ProviderLink> out = new ArrayList<>();
        for (String word : config.providers().wellKnown()) {
            String name = NAMES.getOrDefault(word, word);
            out.add(new ProviderLink(name, href("/v1/auth/oauth/" + word, tenantId, back), true));
        }
        config.providers().oidc().stream()
                .filter(AuthConfig.Oidc::enabled)
                .forEach(o -> out.add(new ProviderLink(
                        named(o.name(), o.slug()), href("/v1/auth/oauth/" + o.slug(), tenantId, back), true)));
        config.samlProviders().stream()
                .filter(AuthConfig.Saml::enabled)
                .forEach(s -> out.add(new ProviderLink(
                        named(s.name(), s.slug()),
                        href("/v1/auth/saml/" + s.slug() + "/login", tenantId, back),
                        false)));
        return out;
    }

    private static String href(String path, String tenantId, String back) {
        return Redirects.with(Redirects.with(path, "tenant_id", tenantId), "redirect_to", back);
    }

    private static String named(@Nullable String name, String slug) {
        return name == null || name.isBlank() ? slug : name;
    }
}
