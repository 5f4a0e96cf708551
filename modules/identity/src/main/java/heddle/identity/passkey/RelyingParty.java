package heddle.identity.passkey;

import heddle.identity.settings.AuthConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a passkey is for. What a tenant configures counts; without it, the page that asks: ours, or the one at the
 * tenant's {@code site_url}. A browser vouches for the origin of a page, and a passkey made for one host cannot be asked
 * for by another, so a request that lies about its host gains nothing.
 *
 * @param id host name that the passkey is bound to
 * @param origins of the pages that may ask for it
 */
record RelyingParty(String id, Set<String> origins) {
    /**
     * Where a request came from, as its headers say.
     *
     * @param host that it was sent to
     * @param origin of the page that sent it, or null for a program
     */
    record Site(@Nullable String host, @Nullable String origin) {}

    RelyingParty {
        origins = Set.copyOf(origins);
    }

    static RelyingParty of(AuthConfig config, Site site) {
        Set<String> origins = origins(config, site);
        return new RelyingParty(id(config, site, origins), origins);
    }

    private static Set<String> origins(AuthConfig config, Site site) {
        List<String> configured = config.webauthn().origins();
        if (!configured.isEmpty()) {
            return Set.copyOf(configured);
        }
        Set<String> origins = new LinkedHashSet<>();
        if (site.host() != null) {
            origins.add("http://" + site.host());
            origins.add("https://" + site.host());
        }
        origin(config.siteUrl()).ifPresent(origins::add);
        return origins;
    }

    private static String id(AuthConfig config, Site site, Set<String> origins) {
        String configured = config.webauthn().rpId();
        if (!configured.isEmpty()) {
            return configured;
        }
        String page = site.origin();
        if (page != null && origins.contains(page)) {
            return host(page).orElse("localhost");
        }
        List<String> listed = config.webauthn().origins();
        return host(listed.isEmpty() ? "http://" + site.host() : listed.getFirst())
                .orElse("localhost");
    }

    private static Optional<String> origin(String url) {
        return parse(url).map(uri -> uri.getScheme() + "://" + uri.getRawAuthority());
    }

    private static Optional<String> host(String origin) {
        return parse(origin).map(uri -> uri.getHost().toLowerCase(Locale.ROOT));
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            return uri.getScheme() == null || uri.getHost() == null ? Optional.empty() : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
