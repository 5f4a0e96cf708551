package heddle.identity.saml;

import heddle.identity.settings.Redirects;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Ourselves, as one identity provider of a tenant knows us: by the address of our metadata, with the tenant in it.
 *
 * @param base up to the slug, e.g. {@code https://heddle.example.com/v1/auth/saml/acme}
 */
record ServiceProvider(String base, String tenantId) {
    private static final String POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST";

    static ServiceProvider of(String own, String slug, String tenantId) {
        return new ServiceProvider(own + "/v1/auth/saml/" + slug, tenantId);
    }

    String entityId() {
        return Redirects.with(base + "/metadata", "tenant_id", tenantId);
    }

    String acsUrl() {
        return Redirects.with(base + "/acs", "tenant_id", tenantId);
    }

    /**
     * What an identity provider has to know of us.
     *
     * @param certificate of our signing key, or null where requests go unsigned
     */
    String metadata(@Nullable String certificate) {
        String key = certificate == null ? "" : """
                <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\
                <ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
                """.formatted(certificate);
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="%s">
                <md:SPSSODescriptor AuthnRequestsSigned="%s" WantAssertionsSigned="true" \
                protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
                %s<md:NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</md:NameIDFormat>
                <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>
                <md:AssertionConsumerService Binding="%s" Location="%s" index="0" isDefault="true"/>
                </md:SPSSODescriptor>
                </md:EntityDescriptor>
                """.formatted(SamlXml.escaped(entityId()), certificate != null, key, POST, SamlXml.escaped(acsUrl()));
    }

    /**
     * The address that sends a browser to the identity provider with a request.
     *
     * @param signing or null where the provider takes unsigned requests
     */
    String requestUrl(Idp idp, Request request, @Nullable SigningKey signing) {
        String query =
                "SAMLRequest=" + encoded(deflated(xml(idp, request))) + "&RelayState=" + encoded(request.relayState());
        if (signing != null) {
            query += "&SigAlg=" + encoded(SigningKey.ALGORITHM);
            query += "&Signature=" + encoded(signing.sign(query));
        }
        return idp.ssoUrl() + (idp.ssoUrl().indexOf('?') < 0 ? "?" : "&") + query;
    }

    /** A request for somebody to be signed in. */
    record Request(String id, String relayState, @Nullable String nameIdFormat, Instant at) {}

    private String xml(Idp idp, Request request) {
        String format = request.nameIdFormat() == null || request.nameIdFormat().isEmpty()
                ? ""
                : " Format=\"" + SamlXml.escaped(request.nameIdFormat()) + "\"";
        return """
                <samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" \
                xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="%s" Version="2.0" IssueInstant="%s" \
                Destination="%s" ProtocolBinding="%s" AssertionConsumerServiceURL="%s">\
                <saml:Issuer>%s</saml:Issuer><samlp:NameIDPolicy%s AllowCreate="true"/></samlp:AuthnRequest>\
                """.formatted(
                        request.id(),
                        request.at().truncatedTo(ChronoUnit.SECONDS),
                        SamlXml.escaped(idp.ssoUrl()),
                        POST,
                        SamlXml.escaped(acsUrl()),
                        SamlXml.escaped(entityId()),
                        format);
    }

    private static String deflated(String xml) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater raw = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, raw)) {
            deflater.write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            raw.end();
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
