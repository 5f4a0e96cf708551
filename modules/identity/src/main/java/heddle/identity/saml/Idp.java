package heddle.identity.saml;

import heddle.identity.settings.AuthConfig;
import heddle.kernel.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * An identity provider: its name, where to send people, and the keys whose signature counts. What its metadata say is
 * overruled by what the tenant wrote beside them.
 */
record Idp(String entityId, String ssoUrl, List<PublicKey> keys) {
    private static final String REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";

    /**
     * @param metadata XML, or null where the tenant wrote all there is
     * @throws Problem 400 SAML_CONFIGURATION when something is missing or cannot be read
     */
    static Idp of(AuthConfig.Idp set, @Nullable String metadata) {
        Idp published = metadata == null ? new Idp("", "", List.of()) : read(metadata, orEmpty(set.entityId()));
        String entityId = orEmpty(set.entityId()).isEmpty() ? published.entityId() : orEmpty(set.entityId());
        String ssoUrl = orEmpty(set.ssoUrl()).isEmpty() ? published.ssoUrl() : orEmpty(set.ssoUrl());
        List<PublicKey> keys = set.certificates() == null || set.certificates().isEmpty()
                ? published.keys()
                : set.certificates().stream()
                        .map(c -> Certificates.parse(c).getPublicKey())
                        .toList();
        if (entityId.isEmpty()) {
            throw incomplete("entity_id");
        }
        if (keys.isEmpty()) {
            throw incomplete("certificates");
        }
        if (!isWeb(ssoUrl)) {
            throw incomplete("sso_url");
        }
        return new Idp(entityId, ssoUrl, List.copyOf(keys));
    }

    private static Idp read(String xml, String wanted) {
        Element root = SamlXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        Element entity = SamlXml.is(root, SamlXml.METADATA, "EntityDescriptor")
                ? root
                : SamlXml.children(root, SamlXml.METADATA, "EntityDescriptor").stream()
                        .filter(e -> wanted.isEmpty()
                                || SamlXml.attribute(e, "entityID").equals(wanted))
                        .findFirst()
                        .orElseThrow(() -> incomplete("an EntityDescriptor in its metadata"));
        Element role = SamlXml.child(entity, SamlXml.METADATA, "IDPSSODescriptor");
        if (role == null) {
            throw incomplete("an IDPSSODescriptor in its metadata");
        }
        String ssoUrl = SamlXml.children(role, SamlXml.METADATA, "SingleSignOnService").stream()
                .filter(s -> SamlXml.attribute(s, "Binding").equals(REDIRECT))
                .map(s -> SamlXml.attribute(s, "Location"))
                .findFirst()
                .orElse("");
        return new Idp(SamlXml.attribute(entity, "entityID"), ssoUrl, keys(role));
    }

    private static List<PublicKey> keys(Element role) {
        List<PublicKey> out = new ArrayList<>();
        for (Element descriptor : SamlXml.children(role, SamlXml.METADATA, "KeyDescriptor")) {
            if (Set.of("", "signing").contains(SamlXml.attribute(descriptor, "use"))) {
                SamlXml.children(descriptor, SamlXml.DSIG, "KeyInfo").stream()
                        .flatMap(info -> SamlXml.children(info, SamlXml.DSIG, "X509Data").stream())
                        .flatMap(data -> SamlXml.children(data, SamlXml.DSIG, "X509Certificate").stream())
                        .map(c -> Certificates.parse(SamlXml.text(c)).getPublicKey())
                        .forEach(out::add);
            }
        }
        return out;
    }

    private static boolean isWeb(String url) {
        try {
            URI uri = new URI(url);
            return uri.getHost() != null && Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    private static Problem incomplete(String what) {
        return Problem.badRequest("SAML_CONFIGURATION", "The identity provider's settings lack " + what);
    }
}
