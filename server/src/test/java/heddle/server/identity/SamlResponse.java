package heddle.server.identity;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** A response as an identity provider would give it; each test spoils one thing of it. */
final class SamlResponse {
    static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    static final String SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";
    static final String DSIG = "http://www.w3.org/2000/09/xmldsig#";
    static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";

    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, List<String>> attributes = new LinkedHashMap<>();
    private final Instant now;
    private PrivateKey key;
    private String digest = DigestMethod.SHA256;
    private String algorithm = RSA_SHA256;
    private boolean signsAssertion = true;
    private boolean signsResponse;
    private String conditionsMore = "";

    SamlResponse(StandInIdp idp, StandInIdp.Asked asked, String nameId, String email) {
        now = asked.now();
        key = idp.key();
        values.put("issuer", idp.entityId());
        values.put("destination", asked.acs());
        values.put("recipient", asked.acs());
        values.put("audience", asked.audience());
        values.put("inResponseTo", asked.requestId());
        values.put("assertionId", "_a" + System.nanoTime());
        values.put("nameId", nameId);
        values.put("format", "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent");
        values.put("notBefore", now.minus(Duration.ofMinutes(1)).toString());
        values.put("notOnOrAfter", now.plus(Duration.ofMinutes(5)).toString());
        values.put("confirmUntil", now.plus(Duration.ofMinutes(5)).toString());
        values.put("sessionUntil", now.plus(Duration.ofHours(1)).toString());
        values.put("status", "urn:oasis:names:tc:SAML:2.0:status:Success");
        attributes.put("mail", List.of(email));
    }

    SamlResponse with(String name, String value) {
        if (values.put(name, value) == null) {
            throw new IllegalArgumentException(name);
        }
        return this;
    }

    SamlResponse attribute(String name, String... several) {
        attributes.put(name, List.of(several));
        return this;
    }

    SamlResponse without(String attribute) {
        attributes.remove(attribute);
        return this;
    }

    SamlResponse signedBy(PrivateKey other) {
        key = other;
        return this;
    }

    SamlResponse signedWith(String signature, String digestMethod) {
        algorithm = signature;
        digest = digestMethod;
        return this;
    }

    SamlResponse signing(boolean assertion, boolean response) {
        signsAssertion = assertion;
        signsResponse = response;
        return this;
    }

    SamlResponse condition(String xml) {
        conditionsMore = xml;
        return this;
    }

    String encoded() {
        return encoded(document(), d -> {});
    }

    /** Changes the message after it was signed. */
    String encoded(Consumer<Document> spoil) {
        return encoded(document(), spoil);
    }

    static String encoded(Document document, Consumer<Document> spoil) {
        spoil.accept(document);
        return encoded(text(document));
    }

    static String encoded(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
    }

    Document document() {
        Document document = parse(xml());
        if (signsAssertion) {
            sign(first(document, SAML, "Assertion"));
        }
        if (signsResponse) {
            sign(document.getDocumentElement());
        }
        return document;
    }

    private String v(String name) {
        return String.valueOf(values.get(name)).replace("&", "&amp;");
    }

    private String xml() {
        StringBuilder told = new StringBuilder();
        attributes.forEach((name, several) -> {
            told.append("<saml:Attribute Name=\"").append(name).append("\">");
            several.forEach(a -> told.append("<saml:AttributeValue>").append(a).append("</saml:AttributeValue>"));
            told.append("</saml:Attribute>");
        });
        String answers = v("inResponseTo").isEmpty() ? "" : " InResponseTo=\"" + v("inResponseTo") + "\"";
        String until = v("sessionUntil").isEmpty() ? "" : " SessionNotOnOrAfter=\"" + v("sessionUntil") + "\"";
        return """
                <samlp:Response xmlns:samlp="%s" xmlns:saml="%s" ID="_r%s" Version="2.0" IssueInstant="%s" \
                Destination="%s"%s><saml:Issuer>%s</saml:Issuer><samlp:Status><samlp:StatusCode Value="%s"/>\
                </samlp:Status><saml:Assertion ID="%s" Version="2.0" IssueInstant="%s"><saml:Issuer>%s</saml:Issuer>\
                <saml:Subject><saml:NameID Format="%s">%s</saml:NameID><saml:SubjectConfirmation \
                Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData Recipient="%s" \
                NotOnOrAfter="%s"%s/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="%s" \
                NotOnOrAfter="%s"><saml:AudienceRestriction><saml:Audience>%s</saml:Audience>\
                </saml:AudienceRestriction>%s</saml:Conditions><saml:AuthnStatement AuthnInstant="%s"%s>\
                <saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password\
                </saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>%s\
                </saml:AttributeStatement></saml:Assertion></samlp:Response>""".formatted(
                        SAMLP,
                        SAML,
                        System.nanoTime(),
                        now,
                        v("destination"),
                        answers,
                        v("issuer"),
                        v("status"),
                        v("assertionId"),
                        now,
                        v("issuer"),
                        v("format"),
                        v("nameId"),
                        v("recipient"),
                        v("confirmUntil"),
                        answers,
                        v("notBefore"),
                        v("notOnOrAfter"),
                        v("audience"),
                        conditionsMore,
                        now,
                        until,
                        told);
    }

    private void sign(Element element) {
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        element.setIdAttribute("ID", true);
        try {
            var reference = factory.newReference(
                    "#" + element.getAttribute("ID"),
                    factory.newDigestMethod(digest, null),
                    List.of(
                            factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                            factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null)),
                    null,
                    null);
            var info = factory.newSignedInfo(
                    factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                    factory.newSignatureMethod(algorithm, null),
                    List.of(reference));
            Element issuer =
                    (Element) element.getElementsByTagNameNS(SAML, "Issuer").item(0);
            DOMSignContext context = new DOMSignContext(key, element, issuer.getNextSibling());
            context.setDefaultNamespacePrefix("ds");
            context.setProperty("org.jcp.xml.dsig.secureValidation", false);
            factory.newXMLSignature(info, null).sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new IllegalStateException(e);
        }
    }

    static Element first(Document document, String namespace, String name) {
        @Nullable
        Element found =
                (Element) document.getElementsByTagNameNS(namespace, name).item(0);
        if (found == null) {
            throw new IllegalArgumentException("No " + name);
        }
        return found;
    }

    static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Document document) {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter out = new StringWriter();
            transformer.transform(new DOMSource(document), new StreamResult(out));
            return out.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException(e);
        }
    }
}
