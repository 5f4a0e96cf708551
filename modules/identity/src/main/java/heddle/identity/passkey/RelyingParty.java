package heddle.identity.passkey;

import heddle.identity.settings.AuthConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a passkey is for. What a tenant configures counts; without it, the page that asks: ours, or the one at the
 * tenant's {@code site_url}. A browser vouches for the origin of a page, and a passkey made for one host cannot be asked
 * for by another, so a request that lies about its page gains nothing.
 *
 * @param id host name that the passkey is bound to
 * @param origins of the pages that may ask for it
 */
record RelyingParty(String id, Set<String> origins) {
    RelyingParty {
        origins = Set.copyOf(origins);
    }

    /**
     * @param own origin of our own pages
     * @param page origin that the request's page says it has, or null for a program
     */
    static RelyingParty of(AuthConfig config, String own, @Nullable String page) {
        Set<String> origins = origins(config, own);
        return new RelyingParty(id(config, own, page, origins), origins);
    }

    private static Set<String> origins(AuthConfig config, String own) {
        List<String> configured = config.webauthn().origins();
        if (!configured.isEmpty()) {
            return Set.copyOf(configured);
        }
        Set<String> origins = new HashSet<>();
        origin(own).ifPresent(origins::add);
        origin(config.siteUrl()).ifPresent(origins::add);
        return origins;
    }

    private static String id(AuthConfig config, String own, @Nullable String page, Set<String> origins) {
        String configured = config.webauthn().rpId();
        if (!configured.isEmpty()) {
            return configured;
        }
        List<String> listed = config.webauthn().origins();
        String preset = listed.isEmpty() ? own : listed.getFirst();
        return host(page != null && origins.contains(page) ? page : preset).orElse("localhost");
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
