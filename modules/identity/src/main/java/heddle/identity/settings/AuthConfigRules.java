package heddle.identity.settings;

import heddle.kernel.json.RecordReader;
import heddle.kernel.mail.TemplateName;
import heddle.kernel.mail.Templates;
import heddle.kernel.problem.Fault;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks of the document that no single constraint can say. */
final class AuthConfigRules {
    private AuthConfigRules() {}

    /**
     * @param faults found so far
     * @param more of what other parts know
     * @throws Problem 400 with all of them
     */
    static AuthConfig check(JsonNode merged, List<Fault> faults, ConfigCheck more) {
        AuthConfig config;
        try {
            config = RecordReader.read(merged, AuthConfig.class);
        } catch (Problem refused) {
            faults.addAll(refused.faults());
            throw Problem.invalid(faults);
        }
        url(config.siteUrl(), "site_url", faults);
        for (int i = 0; i < config.allowedRedirectUrls().size(); i++) {
            url(config.allowedRedirectUrls().get(i).replace("*", "any"), "allowed_redirect_urls[" + i + "]", faults);
        }
        for (int i = 0; i < config.webauthn().origins().size(); i++) {
            origin(config.webauthn().origins().get(i), config.webauthn().rpId(), i, faults);
        }
        unique(config.providers().oidc().stream().map(AuthConfig.Oidc::slug).toList(), "providers.oidc", faults);
        unique(config.samlProviders().stream().map(AuthConfig.Saml::slug).toList(), "saml_providers", faults);
        config.providers().oidc().stream()
                .filter(o -> config.providers().named(o.slug()).isPresent())
                .forEach(o -> faults.add(new Fault(
                        "providers.oidc", "invalid_format", o.slug() + " is the name of a well-known provider")));
        if (!config.captcha().provider().isEmpty() && config.captcha().secret().isEmpty()) {
            faults.add(new Fault("captcha.secret", "required", "A captcha needs its secret"));
        }
        for (int i = 0; i < config.providers().oidc().size(); i++) {
            String issuer = config.providers().oidc().get(i).issuer();
            trusted(issuer, issuer.indexOf('?') < 0, "providers.oidc[" + i + "].issuer", faults);
        }
        for (int i = 0; i < config.samlProviders().size(); i++) {
            String url = config.samlProviders().get(i).idp().metadataUrl();
            if (url != null && !url.isBlank()) {
                trusted(url, true, "saml_providers[" + i + "].idp.metadata_url", faults);
            }
        }
        templates(config.templates(), faults);
        more.check(config, faults);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults);
        }
        return config;
    }

    private static void url(String text, String field, List<Fault> faults) {
        URI uri = uri(text);
        boolean web =
                uri != null && uri.getHost() != null && Set.of("http", "https").contains(scheme(uri));
        boolean app = uri != null && uri.getScheme() != null && uri.getHost() == null && text.contains("://");
        if (!text.isEmpty() && !web && !app) {
            faults.add(new Fault(field, "invalid_format", "Write an address such as https://app.example.com/path"));
        }
    }

    /** Keys that come over a line that anybody can change are nobody's; this machine is no such line. */
    private static void trusted(String text, boolean wellFormed, String field, List<Fault> faults) {
        URI uri = uri(text);
        boolean safe = wellFormed
                && uri != null
                && uri.getScheme() != null
                && uri.getHost() != null
                && uri.getRawFragment() == null
                && (scheme(uri).equals("https") || (scheme(uri).equals("http") && isLoopback(uri.getHost())));
        if (!safe) {
            faults.add(new Fault(field, "invalid_format", "Write an address that begins with https://"));
        }
    }

    private static boolean isLoopback(String host) {
        return host.matches("localhost|127(\\.[0-9]+){3}|\\[::1]");
    }

    private static void origin(String text, String rpId, int at, List<Fault> faults) {
        URI uri = uri(text);
        String field = "webauthn.origins[" + at + "]";
        if (uri == null
                || uri.getHost() == null
                || !(uri.getRawPath() == null || uri.getRawPath().isEmpty())) {
            faults.add(new Fault(field, "invalid_format", "Write an origin such as https://app.example.com"));
            return;
        }
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (!rpId.isEmpty() && !host.equals(rpId) && !host.endsWith("." + rpId)) {
            faults.add(new Fault(field, "invalid_format", "The host must be rp_id or end in ." + rpId));
        }
    }

    /** What a tenant writes is judged when it is saved: nobody should learn of a brace from a mail. */
    private static void templates(ObjectNode templates, List<Fault> faults) {
        templates.propertyStream().forEach(template -> {
            String path = "templates." + template.getKey();
            TemplateName name = TemplateName.of(template.getKey()).orElse(null);
            if (name == null) {
                faults.add(new Fault(path, "unknown_property", "There is no template " + template.getKey()));
                return;
            }
            if (!template.getValue().isObject()
                    || !template.getValue().valueStream().allMatch(JsonNode::isString)) {
                faults.add(new Fault(path, "invalid_type", "A template is an object of subject, html and text"));
                return;
            }
            Map<String, String> parts = new HashMap<>();
            template.getValue()
                    .propertyStream()
                    .forEach(part -> parts.put(part.getKey(), part.getValue().stringValue()));
            Templates.check(name, parts)
                    .forEach(f -> faults.add(new Fault(path + "." + f.field(), f.code(), f.message())));
        });
    }

    private static void unique(List<String> slugs, String field, List<Fault> faults) {
        Set<String> seen = new HashSet<>();
        slugs.stream()
                .filter(s -> !seen.add(s))
                .forEach(s -> faults.add(new Fault(field, "duplicate", "The slug " + s + " stands twice")));
    }

    private static String scheme(URI uri) {
        return uri.getScheme().toLowerCase(Locale.ROOT);
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
